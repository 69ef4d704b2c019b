import { type AnalysisOutcome, type AnalysisProgress, ExtractOutdated } from '@main/ports/analyser'
import type { LedgerEntry } from '@main/ports/ledger'
import { bucketOf, type Dataset } from '@shared/model/dataset'
import { formatDuration } from '@shared/model/duration'
import { FaultError } from '@shared/model/fault'
import { extractKey, windowName } from '@shared/model/window'
import type { StageDefinition, WindowStageContext } from '../stage'
import { createGathering } from './batch-gathering'
import { createEngineTrouble } from './engine-trouble'
import { pendingWindows } from './page-pending-windows'
import { createWindowRetries, type WindowRetries } from './window-retries'

const IDLE_MS = 1_000
/** How often a batch that waits for more windows is looked at again. */
const GATHER_MS = 100

export const analyse: StageDefinition = { id: 'analyse', title: 'Analyse', needs: [], thread: 'main', run }

/** Windows of one dataset that the engine analyses together. */
interface Batch {
  readonly dataset: Dataset
  readonly entries: readonly LedgerEntry[]
}

async function run(context: WindowStageContext): Promise<void> {
  const { ports, datasets, wakeups, tell, signal } = context
  const { analyser, ledger } = ports
  const retries = createWindowRetries(context, 'analyse')
  const gathering = createGathering(context)
  const trouble = createEngineTrouble(context)
  const names = datasets.map(({ name }) => name)
  tell('ready', null)
  const elsewhere = await ledger.waitingElsewhere(names)
  if (elsewhere.length > 0) tell('fault', { code: 'windows-of-unknown-dataset', datasets: elsewhere })
  let note = ''
  const show = async ({ note: line, link }: AnalysisProgress) => {
    const { analysed, toAnalyse } = await ledger.totals(names)
    tell('figures', { total: analysed, unit: 'windows', backlog: toAnalyse, note: line, ...(link && { link }) })
  }
  /** Returns the number of windows that were analysed. */
  const analyseBatch = async (dataset: Dataset, gathered: readonly LedgerEntry[]): Promise<number> => {
    const entries: LedgerEntry[] = []
    for (const entry of gathered) if (await hasExtract(context, retries, dataset, entry)) entries.push(entry)
    if (signal.aborted || entries.length === 0) return 0
    const extracts = entries.flatMap(({ start, extract }) =>
      extract ? [{ start, rows: extract.extracted, fingerprint: extract.fingerprint ?? null }] : [],
    )
    const outcomes = await trouble.during(entries, () =>
      analyser.analyse(dataset, extracts, signal, (progress) => void show(progress)),
    )
    let made = 0
    for (const outcome of outcomes ?? []) {
      const line = await keep(context, retries, { dataset, entries }, outcome)
      if (line === null) continue
      made++
      note = entries.length === 1 ? line : `${made} windows in one job`
    }
    return made
  }
  try {
    while (!signal.aborted) {
      let made = 0
      const batches = new Map<Dataset, LedgerEntry[]>()
      for await (const entry of pendingWindows(datasets, ledger.toAnalyse)) {
        if (signal.aborted) return
        const dataset = datasets.find(({ name }) => name === entry.dataset)
        if (!dataset || !isDue(context, retries, entry)) continue
        const entries = batches.get(dataset) ?? []
        entries.push(entry)
        batches.set(dataset, entries)
        if (entries.length < analyser.atOnce) continue
        batches.delete(dataset)
        made += await analyseBatch(dataset, entries)
      }
      for (const [dataset, entries] of batches) {
        if (!gathering.isOver(dataset.name, entries.length)) continue
        batches.delete(dataset)
        made += await analyseBatch(dataset, entries)
      }
      if (signal.aborted) return
      await show({ note, link: null })
      if (made === 0) await wakeups.analyse.wait(batches.size > 0 ? GATHER_MS : IDLE_MS, signal)
    }
  } finally {
    trouble.clear()
  }
}

function isDue({ gate }: WindowStageContext, retries: WindowRetries, { dataset, start }: LedgerEntry): boolean {
  return gate.mayStart('analyse', dataset, start) && retries.isDue(dataset, start)
}

/** Whether there is an extract that the engine can use. If not, another one is requested. */
async function hasExtract(
  context: WindowStageContext,
  retries: WindowRetries,
  dataset: Dataset,
  { start, extract }: LedgerEntry,
): Promise<boolean> {
  const { analyser, objects } = context.ports
  if (!extract) return false
  const known = extract.fingerprint !== undefined || !analyser.readsStore
  let isThere = false
  const looked = await retries.look(dataset.name, start, async () => {
    isThere = known && (await objects.head(bucketOf(dataset.name), extractKey(start))) !== null
    if (!isThere) await makeAgain(context, dataset, start, extract.extracted)
  })
  return looked && isThere
}

/** Keeps an analysis in the ledger. Returns a line for the card, or null when the extract could not be analysed. */
function keep(
  context: WindowStageContext,
  retries: WindowRetries,
  { dataset, entries }: Batch,
  outcome: AnalysisOutcome,
): Promise<string | null> {
  const { ports, tracker, gate, wakeups, tell } = context
  const { name } = dataset
  const { start } = outcome
  return retries.attempt(name, start, async () => {
    const extract = entries.find((entry) => entry.start === start)?.extract
    if (!extract) return null
    if ('thrown' in outcome) {
      const { thrown } = outcome
      if (thrown instanceof ExtractOutdated) await makeAgain(context, dataset, start, extract.extracted)
      throw thrown
    }
    const { analysis } = outcome
    await ports.ledger.putAnalysis(name, start, extract.attempt, analysis)
    gate.done('analyse', name, start)
    await tracker.changed({ dataset: name, start })
    wakeups.report.wake()
    tell('window', { dataset: name, start })
    tell('count', 1)
    const types = analysis.types.length
    return `${types} ${types === 1 ? 'type' : 'types'} in ${formatDuration(Math.max(1, analysis.seconds * 1_000))}`
  })
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
