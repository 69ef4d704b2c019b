import type { Session } from '@main/composition/session'
import { MINUTE_MS } from '@shared/lib/time'
import type { DatasetName } from '@shared/model/dataset'
import { ledgerDifference, type WindowRow, windowName } from '@shared/model/window'
import { print, printJson } from './terminal'

/** After the source has ended: when nothing moves for this long, the summary is printed as it is. */
const STALLED_MS = 60_000
const LOOK_MS = 50

/** What `run` and `replay` end with. */
export interface RunSummary {
  readonly produced: number
  readonly logged: number
  /** How many of them other producers wrote. */
  readonly foreign: number
  readonly stored: number
  readonly dead_letters: number
  /** How many of those stored are from a log that was removed meanwhile, and are not among the logged ones. */
  readonly earlier_log: number
  readonly errors: number
  readonly windows: readonly {
    window: string
    stored: number
    extracted: number
    analysed: number
    complete: boolean
    revision: number
    report_ready_ms: number | null
  }[]
  readonly events_per_second: number
  readonly freshness_ms: { p50: number; p99: number } | null
  readonly report_ready_ms: { p50: number; p99: number } | null
  readonly balanced: boolean
}

/** Resolves when the sink has stored all that is logged, or when it has stalled. */
export async function drained(session: Session, dataset: DatasetName, signal: AbortSignal): Promise<void> {
  const { log } = session.ports
  const sum = (offsets: readonly number[]) => offsets.reduce((total, offset) => total + offset, 0)
  await whileItMoves(session, signal, async () => {
    const committed = sum(await log.committed(dataset))
    return { done: committed >= sum((await log.offsets(dataset)).end), progress: committed }
  })
}

/** Resolves when every window of the dataset is accounted for, or when the pipeline has stalled. */
export async function settled(session: Session, dataset: DatasetName, signal: AbortSignal): Promise<void> {
  const {
    windows: { tracker },
    ports,
  } = session
  await whileItMoves(session, signal, async () => {
    await tracker.refresh(dataset)
    const { extracted, analysed, reported } = await ports.ledger.totals([dataset])
    const allExtracted = tracker.unextracted(dataset, Number.POSITIVE_INFINITY).length === 0
    const done = allExtracted && (await tracker.unbalanced(dataset)).length === 0
    return { done, progress: extracted + analysed + reported }
  })
}

async function whileItMoves(
  { ports: { clock } }: Session,
  signal: AbortSignal,
  look: () => Promise<{ readonly done: boolean; readonly progress: number }>,
): Promise<void> {
  let before = Number.NaN
  let movedAt = clock.elapsed()
  while (!signal.aborted && clock.elapsed() - movedAt < STALLED_MS) {
    const { done, progress } = await look()
    if (done) return
    if (progress !== before) movedAt = clock.elapsed()
    before = progress
    await clock.sleep(LOOK_MS, signal)
  }
}

/** The summary of the windows of `[from, to]` (epoch ms of event time). Where `appended` is null, their events are what was appended. */
export async function summaryOf(
  session: Session,
  dataset: DatasetName,
  range: { from: number; to: number },
  figures: { appended: number | null; seconds: number; fileDeadLetters: number },
): Promise<RunSummary> {
  const rows = (await session.windows.tracker.rows(dataset, { limit: Number.POSITIVE_INFINITY }))
    .filter((row) => row.start + MINUTE_MS > range.from && row.start <= range.to)
    .sort((a, b) => a.start - b.start)
  const sum = (count: (row: WindowRow) => number | null) => rows.reduce((total, row) => total + (count(row) ?? 0), 0)
  const logged = sum((row) => row.counts.logged)
  const earlierLog = sum((row) => row.counts.earlierLog)
  // Windows that ended while the source ran are timed from their end; the others closed early, with the source.
  const ready = rows
    .filter((row) => row.start + MINUTE_MS <= range.to && !row.filled)
    .map((row) => row.reportReadyMs ?? 0)
  return {
    produced: sum((row) => row.counts.produced),
    logged,
    foreign: sum((row) => row.counts.foreign ?? 0),
    stored: sum((row) => row.counts.stored),
    dead_letters: sum((row) => row.counts.deadLetters) + figures.fileDeadLetters,
    earlier_log: earlierLog,
    errors: sum((row) => row.errors),
    windows: rows.map((row) => ({
      window: windowName(row.start),
      stored: row.counts.stored ?? 0,
      extracted: row.counts.extracted ?? 0,
      analysed: row.counts.analysed ?? 0,
      complete: row.state === 'complete',
      revision: row.revision,
      report_ready_ms: row.reportReadyMs,
    })),
    events_per_second: Math.round((figures.appended ?? logged + earlierLog) / figures.seconds),
    freshness_ms: session.flow.freshness.value.total,
    report_ready_ms: quantiles(ready),
    balanced: rows.every((row) => row.state === 'complete' && ledgerDifference(row.counts) === null),
  }
}

/** Nearest rank. */
function quantiles(values: number[]): { p50: number; p99: number } | null {
  if (values.length === 0) return null
  const sorted = values.sort((a, b) => a - b)
  const at = (q: number) => sorted[Math.ceil(q * sorted.length) - 1] as number
  return { p50: at(0.5), p99: at(0.99) }
}

/** Prints the summary and sets the exit code: 0 only when the ledger balances. */
export function printSummary(summary: RunSummary, json: boolean): void {
  if (json) printJson(summary)
  else {
    const n = (value: number) => value.toLocaleString('en')
    const others = summary.foreign > 0 ? ` (${n(summary.foreign)} from other producers)` : ''
    print(
      `${n(summary.produced)} produced, ${n(summary.logged)} logged${others}, ${n(summary.stored)} stored, ` +
        `${n(summary.dead_letters)} dead letters, ${n(summary.errors)} errors in ${n(summary.windows.length)} windows, ` +
        `${n(summary.events_per_second)} events/s.`,
    )
    for (const { window } of summary.windows.filter(({ complete }) => !complete)) print(`${window} is not complete.`)
    print(summary.balanced ? 'The ledger balances.' : 'The ledger does not balance: see the windows above.')
  }
  process.exitCode = summary.balanced ? 0 : 1
}
