import type { LedgerEntry } from '@main/ports/ledger'
import { bucketOf } from '@shared/model/dataset'
import { windowName } from '@shared/model/window'
import type { StageDefinition, WindowStageContext } from '../stage'
import { withExtract } from './with-extract'

const BATCH = 20
const IDLE_MS = 1_000

export const analyse: StageDefinition = { id: 'analyse', title: 'Analyse', needs: [], place: 'main', run }

async function run(context: WindowStageContext): Promise<void> {
  const { ports, bells, tell, signal } = context
  tell('ready', null)
  let note = 'in process'
  while (!signal.aborted) {
    const entries = await ports.ledger.toAnalyse(BATCH)
    let made = 0
    for (const entry of entries) {
      if (signal.aborted) return
      const line = await analyseWindow(context, entry)
      if (line === null) continue
      note = line
      made++
    }
    const { analysed, toAnalyse } = await ports.ledger.totals()
    tell('figures', { total: analysed, unit: 'windows', backlog: toAnalyse, note })
    if (entries.length < BATCH || made === 0) await bells.analyse.wait(IDLE_MS, signal)
  }
}

/** Returns a line for the card, or null when there is no extract to analyse. */
async function analyseWindow(
  context: WindowStageContext,
  { dataset: name, start, extract }: LedgerEntry,
): Promise<string | null> {
  const { ports, book, bells, tell, signal } = context
  const dataset = context.datasets.find((known) => known.name === name)
  if (!dataset || !extract) throw new Error(`the ledger names ${name} ${windowName(start)}, which has no extract`)
  if (!(await ports.objects.head(bucketOf(name), `${windowName(start)}.parquet`))) {
    // Somebody removed it: it is made again, and analysed then.
    if (book.asked(name, start) === 0) book.again(name, start)
    return null
  }
  const analysis = await withExtract(ports, name, start, (file) => ports.analyser.analyse(dataset, file, signal))
  await ports.ledger.putAnalysis(name, start, extract.attempt, analysis)
  await book.changed({ dataset: name, start })
  bells.report.ring()
  tell('window', { dataset: name, start })
  tell('count', 1)
  const types = analysis.types.length
  return `${types} ${types === 1 ? 'type' : 'types'} in ${Math.max(1, Math.round(analysis.seconds * 1_000))} ms`
}
