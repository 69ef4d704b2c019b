import type { LedgerEntry } from '@main/ports/ledger'
import { MINUTE_MS } from '@shared/lib/time'
import type { Report } from '@shared/model/report'
import { windowName } from '@shared/model/window'
import type { Judgement } from '../detect/detector'

/** The report of an analysed window. Throws when the window has no analysis of its latest extract. */
export function buildReport(
  entry: LedgerEntry,
  { anomalies, detection }: Judgement,
  revision: number,
  createdAt: number,
): Report {
  const { dataset, start, extract, analysis } = entry
  if (!extract || analysis?.attempt !== extract.attempt) throw new Error(`${windowName(start)} is not analysed yet`)
  const { rows, errors, seconds, types } = analysis.analysis
  return {
    report: {
      total_events: rows,
      total_errors: errors,
      by_event_type: Object.fromEntries(
        types.map((figures) => [figures.type, { SUCCESS: figures.events - figures.errors, ERROR: figures.errors }]),
      ),
      process_time: seconds,
      file_name: `${windowName(start)}.parquet`,
    },
    dataset,
    window: { start: new Date(start).toISOString(), end: new Date(start + MINUTE_MS).toISOString() },
    revision,
    complete: extract.incompleteReason === null,
    incompleteReason: extract.incompleteReason,
    ledger: {
      produced: extract.produced,
      logged: extract.logged,
      stored: extract.stored,
      extracted: extract.extracted,
      analysed: rows,
      deadLetters: extract.deadLetters,
      earlierLog: extract.earlierLog,
      ...(extract.foreign ? { foreign: extract.foreign } : {}),
    },
    analysis: analysis.analysis,
    anomalies: [...anomalies],
    detection,
    createdAt: new Date(createdAt).toISOString(),
  }
}
