import { MINUTE_MS } from '@shared/lib/time'
import type { Dataset } from '@shared/model/dataset'
import { faultMessage } from '@shared/model/fault-message'
import type { WindowRow } from '@shared/model/window'
import type { WindowTracker } from '../windows/window-tracker'
import type { WindowFacts } from './alarm-facts'

/** The newest windows are read with their counts, and older ones only as far as memory knows them. */
const NEWEST = 30
/** Of very many windows that wait, the oldest: one of them is first in the queue. */
const MOST_DUE = 500
/** A window that ended this long ago may still be on its way through the stages. */
const GRACE_MS = 5_000

/** The windows of a dataset that lack their report, or events in it. Rejects while the log does not answer. */
export async function overdueWindows(
  tracker: Pick<WindowTracker, 'refresh' | 'unextracted' | 'isIncomplete' | 'rows' | 'horizon'>,
  { name, title }: Pick<Dataset, 'name' | 'title'>,
  /** Why windows wait that nobody has requested; null where Millrace starts them itself. */
  waiting: string | null,
): Promise<WindowFacts> {
  await tracker.refresh(name)
  const until = tracker.horizon(name) - GRACE_MS
  const rows = await tracker.rows(name, { limit: NEWEST })
  const unextracted = tracker.unextracted(name, until)
  const isDue = ({ start, state }: WindowRow) =>
    start + MINUTE_MS <= until && (state === 'closing' || state === 'reopened')
  const lacking = unextracted.filter((start) => tracker.isIncomplete(name, start))
  const revisions = new Map(rows.map(({ start, revision }) => [start, revision]))
  const known = new Set(lacking)
  const due = new Set([
    ...unextracted.filter((start) => !known.has(start)).slice(0, MOST_DUE),
    ...rows.filter(isDue).map(({ start }) => start),
  ])
  const older = lacking.filter((start) => !revisions.has(start)).slice(-NEWEST)
  const olderRows = await Promise.all(older.map((start) => tracker.rows(name, { before: start + 1, limit: 1 })))
  const incomplete = [...olderRows.flat(), ...rows].filter(({ state }) => state === 'incomplete')
  const fault = rows.find((row) => isDue(row) && row.fault !== null)?.fault ?? null
  return {
    dataset: name,
    title,
    incomplete: incomplete
      .map(({ start, counts }) => ({ start, missing: missingOf(counts) }))
      .sort((a, b) => a.start - b.start),
    due: [...due].sort((a, b) => a - b).map((start) => ({ start, revision: revisions.get(start) ?? 0 })),
    reason: fault ? faultMessage(fault) : waiting,
  }
}

/** The logged events that are neither in the report nor dead letters. */
function missingOf({ logged, earlierLog, deadLetters, analysed }: WindowRow['counts']): number {
  return Math.max(0, (logged ?? 0) + earlierLog - deadLetters - (analysed ?? 0))
}
