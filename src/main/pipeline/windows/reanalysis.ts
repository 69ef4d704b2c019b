import type { Ports } from '@main/ports'
import type { LedgerEntry } from '@main/ports/ledger'
import { createFeed, type Feed } from '@main/signals/feed'
import { bucketOf, type Dataset } from '@shared/model/dataset'
import { FaultError } from '@shared/model/fault'
import type { ReanalysisJob, ReanalysisPlan, ReanalysisWay } from '@shared/model/reanalysis'
import { MINUTE_MS, type WindowStart, windowName } from '@shared/model/window'
import type { WindowBook } from './window-book'

const LOOK_MS = 500
const MOST_CHANGES = 50

interface Step {
  readonly start: WindowStart
  readonly way: ReanalysisWay
  /** Rows of its analysis, null where there is none, and rows that would be analysed now. */
  readonly rows: number | null
  readonly rowsNow: number
  readonly entry: LedgerEntry | null
}

/** Makes windows again, one job at a time. What was made before stays as an earlier revision. */
export interface Reanalysis {
  readonly feed: Feed<ReanalysisJob | null>
  /** Throws `store-unavailable`. */
  plan(dataset: Dataset, range: { from: WindowStart; to: WindowStart }): Promise<ReanalysisPlan>
  /** Asks for every window; the stages do the rest. Throws `reanalysis-running`, `store-unavailable`. */
  start(dataset: Dataset, windows: readonly WindowStart[]): Promise<ReanalysisJob>
  cancel(): void
  /** Follows what was asked for until the signal aborts. */
  run(signal: AbortSignal): Promise<void>
}

export function createReanalysis(
  ports: Pick<Ports, 'clock' | 'ledger' | 'objects' | 'store'>,
  book: WindowBook,
): Reanalysis {
  const feed = createFeed<ReanalysisJob | null>(null)
  let current: { readonly dataset: Dataset; readonly steps: readonly Step[] } | null = null

  const stepsOf = async (dataset: Dataset, windows: readonly WindowStart[]): Promise<Step[]> => {
    const stored = await ports.store.countWindows(dataset, windows)
    const objects = new Set((await ports.objects.list(bucketOf(dataset.name))).map(({ key }) => key))
    return Promise.all(
      windows.map(async (start) => {
        const entry = await ports.ledger.get(dataset.name, start)
        const kept = objects.has(`${windowName(start)}.parquet`) ? (entry?.extract?.extracted ?? null) : null
        return stepOf(start, entry, stored.get(start) ?? 0, kept)
      }),
    )
  }

  const ask = async (dataset: Dataset, { start, way, entry }: Step) => {
    if (way === 'extract') book.again(dataset.name, start)
    // A further attempt of the same extract: its analysis is out of date with it.
    else if (way === 'analyse' && entry?.extract) {
      await ports.ledger.putExtract(dataset.name, start, { ...entry.extract, attempt: entry.extract.attempt + 1 })
      await book.changed({ dataset: dataset.name, start })
    }
  }

  const isDone = async (dataset: Dataset, { start, entry }: Step) => {
    const now = await ports.ledger.get(dataset.name, start)
    return (now?.report?.attempt ?? 0) > (entry?.extract?.attempt ?? 0)
  }

  const look = async () => {
    const job = feed.value
    if (!current || job?.state !== 'running') return
    const { dataset, steps } = current
    const asked = steps.filter(({ way }) => way !== 'lost')
    const done = (await Promise.all(asked.map((step) => isDone(dataset, step)))).filter(Boolean).length
    if (feed.value !== job || (done === job.done && done < asked.length)) return
    feed.publish({ ...job, done, state: done === asked.length ? 'done' : 'running' })
  }

  return {
    feed,
    async plan(dataset, { from, to }) {
      await book.refresh(dataset.name)
      const windows = book.ended(dataset.name).filter((start) => start >= from && start < to)
      return planOf(dataset, await stepsOf(dataset, windows))
    },
    async start(dataset, windows) {
      if (feed.value?.state === 'running') throw new FaultError({ code: 'reanalysis-running' })
      const steps = await stepsOf(
        dataset,
        [...windows].sort((a, b) => a - b),
      )
      const lost = steps.filter(({ way }) => way === 'lost').length
      const state = lost === steps.length ? 'done' : 'running'
      const job = { dataset: dataset.name, startedAt: ports.clock.now(), windows: steps.length, done: 0, lost }
      current = { dataset, steps }
      for (const step of steps) await ask(dataset, step)
      feed.publish({ ...job, state })
      return { ...job, state }
    },
    cancel() {
      if (feed.value?.state !== 'running' || !current) return
      for (const { start, way } of current.steps) if (way === 'extract') book.notAgain(current.dataset.name, start)
      feed.publish({ ...feed.value, state: 'cancelled' })
    },
    async run(signal) {
      while (!signal.aborted) {
        await look()
        await ports.clock.sleep(LOOK_MS, signal)
      }
    },
  }
}

/** Rows leave the store after a while; then what was extracted while they were there is all there is. */
function stepOf(start: WindowStart, entry: LedgerEntry | null, stored: number, kept: number | null): Step {
  const way = stored >= (kept ?? 0) && (stored > 0 || kept !== null) ? 'extract' : kept === null ? 'lost' : 'analyse'
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

/** The median of how long it took from extract to report the first time, and as long again for each extract. */
function estimate(steps: readonly Step[]): number | null {
  const took = steps
    .flatMap(({ entry }) => (entry?.report && entry.extract ? [entry.report.createdAt - entry.extract.closedAt] : []))
    .filter((ms) => ms >= 0 && ms < MINUTE_MS)
    .sort((a, b) => a - b)
  const median = took[Math.floor(took.length / 2)]
  if (median === undefined) return null
  const parts = steps.reduce((sum, { way }) => sum + (way === 'extract' ? 2 : way === 'analyse' ? 1 : 0), 0)
  return Math.max(1, Math.round((median * parts) / 1_000))
}
