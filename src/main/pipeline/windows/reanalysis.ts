import type { Ports } from '@main/ports'
import type { LedgerEntry } from '@main/ports/ledger'
import type { WindowRows } from '@main/ports/store'
import { createFeed, type Feed } from '@main/signals/feed'
import { MINUTE_MS } from '@shared/lib/time'
import { bucketOf, type Dataset } from '@shared/model/dataset'
import { FaultError } from '@shared/model/fault'
import type { ReanalysisJob, ReanalysisPlan, ReanalysisWay } from '@shared/model/reanalysis'
import { type WindowStart, windowName } from '@shared/model/window'
import type { StartGate } from './start-gate'
import type { WindowTracker } from './window-tracker'

const POLL_MS = 500
/**
 * The number of windows requested at a time: the current minute waits behind no more than these, and cancelled windows are not
 * started. An engine that analyses more windows together gets as many at a time.
 */
const AT_ONCE = 10
const MOST_CHANGES = 50
/** How long to wait for a store that is still starting. */
const STORE_PATIENCE_MS = 30_000

interface Step {
  readonly start: WindowStart
  readonly way: ReanalysisWay
  /** The number of rows of its analysis, null if there is none, and the number of rows that would be analysed now. */
  readonly rows: number | null
  readonly rowsNow: number
  readonly entry: LedgerEntry | null
}

/** Makes windows again, one job at a time. The earlier reports stay as earlier revisions. */
export interface Reanalysis {
  readonly feed: Feed<ReanalysisJob | null>
  /** Throws `store-unavailable`. */
  plan(dataset: Dataset, range: { from: WindowStart; to: WindowStart }): Promise<ReanalysisPlan>
  /**
   * Requests one window after the other; the stages do the rest. Throws `reanalysis-running`, and `store-unavailable` when the
   * store does not start in time.
   */
  start(dataset: Dataset, windows: readonly WindowStart[], signal: AbortSignal): Promise<ReanalysisJob>
  cancel(): void
  /** Follows the requested windows until the signal aborts. */
  run(signal: AbortSignal): Promise<void>
}

export function createReanalysis(
  ports: Pick<Ports, 'analyser' | 'clock' | 'ledger' | 'objects' | 'store'>,
  tracker: WindowTracker,
  gate: Pick<StartGate, 'request'>,
): Reanalysis {
  const feed = createFeed<ReanalysisJob | null>(null)
  let current: { readonly dataset: Dataset; readonly waiting: Step[]; readonly asked: Step[] } | null = null

  const stepsOf = async (dataset: Dataset, windows: readonly WindowStart[]): Promise<Step[]> => {
    const stored = await ports.store.countWindows(dataset, windows, [])
    const objects = new Set((await ports.objects.list(bucketOf(dataset.name))).map(({ key }) => key))
    return Promise.all(
      windows.map(async (start) => {
        const entry = await ports.ledger.get(dataset.name, start)
        const kept = objects.has(`${windowName(start)}.parquet`) ? (entry?.extract?.extracted ?? null) : null
        return stepOf(start, entry, rowsOf(stored.get(start)), kept)
      }),
    )
  }

  const stepsOnceStored = async (dataset: Dataset, windows: readonly WindowStart[], signal: AbortSignal) => {
    const until = ports.clock.elapsed() + STORE_PATIENCE_MS
    for (;;) {
      try {
        return await stepsOf(dataset, windows)
      } catch (thrown) {
        const away = thrown instanceof FaultError && thrown.fault.code === 'store-unavailable'
        if (!away || signal.aborted || ports.clock.elapsed() >= until) throw thrown
        await ports.clock.sleep(POLL_MS, signal)
      }
    }
  }

  const ask = async (dataset: Dataset, { start, way }: Step) => {
    const now = await ports.ledger.get(dataset.name, start)
    const extract = now?.extract
    // Extracted, and not reported yet: the report will come without a request.
    if (extract && (now.report?.attempt ?? 0) < extract.attempt) return
    // The user asks for it here, whatever starts the minute's work.
    gate.request('report', dataset.name, start)
    if (way === 'extract') return tracker.again(dataset.name, start)
    // Another attempt of the same extract makes its analysis out of date.
    if (extract) {
      await ports.ledger.putExtract(dataset.name, start, { ...extract, attempt: extract.attempt + 1 })
      await tracker.changed({ dataset: dataset.name, start })
    }
  }

  const isDone = async (dataset: Dataset, { start, entry }: Step) => {
    const now = await ports.ledger.get(dataset.name, start)
    return (now?.report?.attempt ?? 0) > (entry?.report?.attempt ?? 0)
  }

  /** Requests the next windows when the previous ones are done. */
  const check = async () => {
    const job = feed.value
    if (!current || job?.state !== 'running') return
    const { dataset, asked, waiting } = current
    const undone: Step[] = []
    for (const step of asked) if (!(await isDone(dataset, step))) undone.push(step)
    if (feed.value !== job) return
    const next = waiting.splice(0, Math.max(AT_ONCE, ports.analyser.atOnce) - undone.length)
    undone.push(...next)
    asked.splice(0, asked.length, ...undone)
    for (const step of next) {
      // A window that was missing may have been made since the plan, once the stages ran.
      const made = await isDone(dataset, step)
      if (!made && feed.value === job) await ask(dataset, step)
    }
    const done = job.windows - job.lost - waiting.length - undone.length
    const state = waiting.length + undone.length === 0 ? 'done' : 'running'
    if (feed.value === job && (done !== job.done || state === 'done')) feed.publish({ ...job, done, state })
  }

  /** Requested windows continue; the others are not started. */
  const giveUp = (thrown: unknown) => {
    if (!(thrown instanceof FaultError)) throw thrown
    current = null
    if (feed.value?.state === 'running') feed.publish({ ...feed.value, state: 'failed', fault: thrown.fault })
  }

  const refuseWhileRunning = () => {
    if (feed.value?.state === 'running') throw new FaultError({ code: 'reanalysis-running' })
  }

  return {
    feed,
    async plan(dataset, { from, to }) {
      await tracker.refresh(dataset.name)
      const windows = tracker.ended(dataset.name).filter((start) => start >= from && start < to)
      return planOf(dataset, await stepsOf(dataset, windows))
    },
    async start(dataset, windows, signal) {
      refuseWhileRunning()
      const oldestFirst = [...windows].sort((a, b) => a - b)
      const steps = await stepsOnceStored(dataset, oldestFirst, signal)
      refuseWhileRunning()
      const waiting = steps.filter(({ way }) => way !== 'lost')
      const job: ReanalysisJob = {
        dataset: dataset.name,
        startedAt: ports.clock.now(),
        state: waiting.length === 0 ? 'done' : 'running',
        windows: steps.length,
        done: 0,
        lost: steps.length - waiting.length,
        fault: null,
      }
      current = { dataset, waiting, asked: [] }
      feed.publish(job)
      return job
    },
    cancel() {
      if (feed.value?.state !== 'running' || !current) return
      for (const { start, way } of current.asked) if (way === 'extract') tracker.notAgain(current.dataset.name, start)
      current = null
      feed.publish({ ...feed.value, state: 'cancelled' })
    },
    async run(signal) {
      while (!signal.aborted) {
        await check().catch(giveUp)
        await ports.clock.sleep(POLL_MS, signal)
      }
    },
  }
}

/**
 * Rows leave the store after a while; then only the earlier extract is left. A window that was never extracted is due anyway: its
 * rows may still be on their way.
 */
function stepOf(start: WindowStart, entry: LedgerEntry | null, stored: number, kept: number | null): Step {
  const lost = kept === null && stored === 0 && (entry?.extract?.extracted ?? 0) > 0
  const way = lost ? 'lost' : stored < (kept ?? 0) ? 'analyse' : 'extract'
  const rowsNow = way === 'analyse' ? (kept ?? 0) : stored
  return { start, way, rows: entry?.analysis?.analysis.rows ?? null, rowsNow, entry }
}

function planOf({ name }: Dataset, steps: readonly Step[]): ReanalysisPlan {
  const count = (way: ReanalysisWay) => steps.filter((step) => step.way === way).length
  const changed = steps.filter(({ way, rows, rowsNow }) => way !== 'lost' && rows !== rowsNow)
  return {
    dataset: name,
    windows: steps.length,
    ways: { extract: count('extract'), analyse: count('analyse'), lost: count('lost') },
    changed: changed.length,
    changes: changed.slice(0, MOST_CHANGES).map(({ start, way, rows, rowsNow }) => ({ start, way, rows, rowsNow })),
    estimatedSeconds: estimate(steps),
  }
}

/** The median time from the latest extract to its report, and the same time again for each extract. */
function estimate(steps: readonly Step[]): number | null {
  const took = steps
    .flatMap(({ entry }) => (entry?.report && entry.extract ? [entry.report.createdAt - entry.extract.closedAt] : []))
    .filter((ms) => ms >= 0 && ms < MINUTE_MS)
    .sort((a, b) => a - b)
  const median = took[Math.floor(took.length / 2)]
  if (median === undefined) return null
  const parts = steps.reduce((sum, { way }) => sum + (way === 'extract' ? 2 : way === 'analyse' ? 1 : 0), 0)
  const asking = (steps.length / AT_ONCE) * POLL_MS
  return Math.max(1, Math.round(Math.max(median * parts, asking) / 1_000))
}

/** Counts rows from any log. */
function rowsOf(stored: WindowRows | undefined): number {
  return stored ? stored.current + stored.earlier : 0
}
