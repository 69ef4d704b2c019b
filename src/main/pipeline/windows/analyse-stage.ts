import type { LedgerEntry } from '@main/ports/ledger'
import { bucketOf, type Dataset } from '@shared/model/dataset'
import { formatDuration } from '@shared/model/duration'
import { FaultError } from '@shared/model/fault'
import { windowName } from '@shared/model/window'
import type { StageDefinition, WindowStageContext } from '../stage'
import { pendingWindows } from './pending-windows'
import { createWindowRetries } from './window-retries'
import { extractKey, withExtract } from './with-extract'

const IDLE_MS = 1_000

export const analyse: StageDefinition = { id: 'analyse', title: 'Analyse', needs: [], thread: 'main', run }

async function run(context: WindowStageContext): Promise<void> {
  const { ports, datasets, wakeups, tell, signal } = context
  const retries = createWindowRetries(context, 'analyse')
  const names = datasets.map(({ name }) => name)
  tell('ready', null)
  const elsewhere = await ports.ledger.waitingElsewhere(names)
  if (elsewhere.length > 0) tell('fault', { code: 'windows-of-unknown-dataset', datasets: elsewhere })
  let note = 'in process'
  while (!signal.aborted) {
    let made = 0
    for await (const entry of pendingWindows(datasets, ports.ledger.toAnalyse)) {
      if (signal.aborted) return
      const { dataset: name, start } = entry
      const dataset = datasets.find((known) => known.name === name)
      if (!dataset || !retries.isDue(name, start)) continue
      const line = await retries.attempt(name, start, () => analyseWindow(context, dataset, entry))
      if (line === null) continue
      note = line
      made++
    }
    const { analysed, toAnalyse } = await ports.ledger.totals(names)
    tell('figures', { total: analysed, unit: 'windows', backlog: toAnalyse, note })
    if (made === 0) await wakeups.analyse.wait(IDLE_MS, signal)
  }
}

/** Returns a line for the card, or null when the extract must be made again first. */
async function analyseWindow(
  context: WindowStageContext,
  dataset: Dataset,
  { start, extract }: LedgerEntry,
): Promise<string | null> {
  const { ports, tracker, wakeups, tell, signal } = context
  const { name } = dataset
  if (!extract) return null
  if (!(await ports.objects.head(bucketOf(name), extractKey(start)))) {
    await makeAgain(context, dataset, start, extract.extracted)
    return null
  }
  const analysis = await withExtract(ports, name, start, async (file) => {
    try {
      return await ports.analyser.analyse(dataset, file, signal)
    } catch (thrown) {
      // An unreadable file is treated as missing.
      if (!signal.aborted) await makeAgain(context, dataset, start, extract.extracted)
      throw thrown
    }
  })
  await ports.ledger.putAnalysis(name, start, extract.attempt, analysis)
  await tracker.changed({ dataset: name, start })
  wakeups.report.wake()
  tell('window', { dataset: name, start })
  tell('count', 1)
  const types = analysis.types.length
  return `${types} ${types === 1 ? 'type' : 'types'} in ${formatDuration(Math.max(1, analysis.seconds * 1_000))}`
}

/**
 * Requests another extract. Throws `window-lost` when it would hold less than the missing one: rows leave the store after a
 * while.
 */
async function makeAgain(
  { ports, tracker }: WindowStageContext,
  dataset: Dataset,
  start: number,
  extracted: number,
): Promise<void> {
  // Counts rows from any log.
  const { current, earlier } = (await ports.store.countWindows(dataset, [start], [])).get(start) ?? {
    current: 0,
    earlier: 0,
  }
  if (current + earlier < extracted) throw new FaultError({ code: 'window-lost', window: windowName(start) })
  if (tracker.asked(dataset.name, start) === 0) tracker.again(dataset.name, start)
}
