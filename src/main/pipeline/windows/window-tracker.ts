import type { Ports } from '@main/ports'
import type { WindowCount } from '@main/ports/event-log'
import type { ExtractedWindow, LedgerEntry } from '@main/ports/ledger'
import { createFeed, type Feed } from '@main/signals/feed'
import { MINUTE_MS } from '@shared/lib/time'
import type { Dataset, DatasetName } from '@shared/model/dataset'
import type { Fault } from '@shared/model/fault'
import type { StageId } from '@shared/model/stage'
import { ledgerDifference, type WindowRow, type WindowStart } from '@shared/model/window'

interface Known {
  /** The log's counts; null for a window that only the ledger knows: it had no events, or another log had them. */
  counted: Counted | null
  /** What the last extract contained, and whether it was complete; null before the first extract. */
  extracted: Omit<ExtractedWindow, 'start'> | null
  /** The number of the newest request to make it again; null when there is none. */
  again: number | null
  /** Set by the stage that retries the window. */
  readonly faults: Map<StageId, Fault>
}

function newWindow({ counted = null, extracted = null }: Partial<Known>): Known {
  return { counted, extracted, again: null, faults: new Map() }
}

/** `logged` counts all logged events, of every producer; `foreign` those of other producers. */
interface Counted extends Omit<WindowCount, 'start'> {
  readonly foreign: number
}

const NOTHING: Counted = { produced: 0, logged: 0, foreign: 0, epoch: 0 }

interface Page {
  version: number
  foreignVersion: number
  /** The refresh in progress: the next one waits for it, so that an older answer never overwrites a newer one. */
  refreshing: Promise<void>
  ledgerLoaded: boolean
  readonly windows: Map<WindowStart, Known>
}

/**
 * The state of every window: the log's counts joined with the ledger. It decides which windows must be extracted, and makes the
 * rows for the screen. Time depends on the source: while a file is replayed into a dataset, its windows close by the file's event
 * time, else by the clock.
 */
export interface WindowTracker {
  /** Wakes waiting loops on every change that a list of windows should show. */
  readonly changes: Feed<number>
  /** Reads the log's counts since the last call. */
  refresh(dataset: DatasetName): Promise<void>
  /** Shows the reason why a stage retries the window; null clears it. */
  failing(dataset: DatasetName, start: WindowStart, stage: StageId, fault: Fault | null): void
  /** Windows that ended before `horizon` and hold events that no extract has, oldest first. */
  unextracted(dataset: DatasetName, horizon: number): WindowStart[]
  /** Whether no extract has all that was logged of the window, or another one was requested; null for an unknown window. */
  needsExtract(dataset: DatasetName, start: WindowStart): boolean | null
  /** Its last extract was made without all its events, and waits for them. */
  isIncomplete(dataset: DatasetName, start: WindowStart): boolean
  logged(dataset: DatasetName, start: WindowStart): Counted
  /** Adds a window without events although a source was running: it is due like any other. A known window stays unchanged. */
  silent(dataset: DatasetName, start: WindowStart): void
  /**
   * The store holds rows of the window from an earlier log: the window is due unless it is known, as it may never have been
   * reported.
   */
  earlier(dataset: DatasetName, start: WindowStart): void
  /** Makes the window due once more, in any state; until it is extracted, or the request is withdrawn. */
  again(dataset: DatasetName, start: WindowStart): void
  notAgain(dataset: DatasetName, start: WindowStart): void
  /** The number of the newest request for the window, each greater than those before; 0 when there is none. */
  asked(dataset: DatasetName, start: WindowStart): number
  /** The number of windows that were requested and are not extracted yet. */
  requested(dataset: DatasetName): number
  /** All windows with events or an entry in the ledger, in any order. */
  known(dataset: DatasetName): WindowStart[]
  /** All windows that have ended, oldest first. */
  ended(dataset: DatasetName): WindowStart[]
  /** Call this after each write to the ledger. */
  changed(entry: { dataset: DatasetName; start: WindowStart }): Promise<void>
  /** The event time that has certainly been reached, epoch ms; -Infinity until a replay reports one. */
  horizon(dataset: DatasetName): number
  /** Newest first. */
  rows(dataset: DatasetName, query: { before?: WindowStart | undefined; limit: number }): Promise<WindowRow[]>
  /** Every window of the log whose ledger does not balance yet; empty when everything is accounted for. */
  unbalanced(dataset: DatasetName): Promise<WindowRow[]>
}

export function createWindowTracker(
  ports: Pick<Ports, 'log' | 'ledger' | 'deadLetters' | 'foreign'>,
  datasets: readonly Dataset[],
  horizon: (dataset: DatasetName) => number,
): WindowTracker {
  const pages = new Map<DatasetName, Page>(
    datasets.map(({ name }) => [
      name,
      { version: 0, foreignVersion: 0, refreshing: Promise.resolve(), ledgerLoaded: false, windows: new Map() },
    ]),
  )
  const changes = createFeed(0)
  let requests = 0
  const pageOf = (dataset: DatasetName) => {
    const page = pages.get(dataset)
    if (!page) throw new Error(`no such dataset: ${dataset}`)
    return page
  }

  const rowOf = (
    dataset: DatasetName,
    start: WindowStart,
    known: Known,
    entry: LedgerEntry | null,
    dead: number,
  ): WindowRow => {
    const extract = entry?.extract ?? null
    const analysis = entry?.analysis?.attempt === extract?.attempt ? entry?.analysis : null
    const { produced, logged } = known.counted ?? known.extracted ?? NOTHING
    const foreign = (known.counted ?? extract)?.foreign ?? 0
    const counts = {
      produced,
      logged,
      stored: extract?.stored ?? null,
      extracted: extract?.extracted ?? null,
      analysed: analysis?.analysis.rows ?? null,
      deadLetters: dead,
      earlierLog: extract?.earlierLog ?? 0,
      ...(foreign > 0 ? { foreign } : {}),
    }
    const reported = entry?.report && entry.report.attempt === extract?.attempt
    const ended = start + MINUTE_MS <= horizon(dataset)
    const state = (() => {
      if (extract && known.counted && isOutdated(known.counted, extract)) return 'reopened'
      if (!reported) return entry?.report ? 'reopened' : ended ? 'closing' : 'open'
      return ledgerDifference(counts) === null ? 'complete' : 'incomplete'
    })()
    return {
      dataset,
      start,
      state,
      counts,
      errors: analysis?.analysis.errors ?? null,
      revision: entry?.report?.revision ?? 0,
      anomalies: entry?.report?.anomalies ?? 0,
      reportReadyMs: entry?.report?.readyMs ?? null,
      filled: extract?.filled ?? false,
      fault: known.faults.values().next().value ?? null,
    }
  }

  const rowsOf = async (dataset: DatasetName, starts: readonly WindowStart[]): Promise<WindowRow[]> => {
    const { windows } = pageOf(dataset)
    const dead = await ports.deadLetters.countByWindow(dataset, starts, [])
    return Promise.all(
      starts.map(async (start) => {
        const known = windows.get(start) ?? newWindow({})
        const { current, earlier } = dead.get(start) ?? { current: 0, earlier: 0 }
        return rowOf(dataset, start, known, await ports.ledger.get(dataset, start), current + earlier)
      }),
    )
  }

  const loadLedger = async (dataset: DatasetName, page: Page) => {
    for (const { start, ...extracted } of await ports.ledger.extracted(dataset)) {
      if (!page.windows.has(start)) page.windows.set(start, newWindow({ extracted }))
    }
    page.ledgerLoaded = true
  }

  const takeIn = async (dataset: DatasetName, page: Page) => {
    if (!page.ledgerLoaded) await loadLedger(dataset, page)
    const { version, windows } = await ports.log.windowCounts(dataset, page.version)
    const change = (start: WindowStart, countedFrom: (before: Counted) => Counted) => {
      const known = page.windows.get(start) ?? newWindow({})
      page.windows.set(start, known)
      known.counted = countedFrom(known.counted ?? NOTHING)
    }
    for (const { start, logged, ...counted } of windows) {
      change(start, ({ foreign }) => ({ ...counted, logged: logged + foreign, foreign }))
    }
    const { foreign, log } = ports
    const others = foreign && (await foreign.windowsSince(dataset, page.foreignVersion, await log.epochs(dataset)))
    for (const { start, records } of others?.windows ?? []) {
      change(start, (before) => ({ ...before, foreign: records, logged: before.logged - before.foreign + records }))
    }
    const foreignVersion = others?.version ?? 0
    if (version !== page.version || foreignVersion !== page.foreignVersion) changes.publish(changes.value + 1)
    page.foreignVersion = foreignVersion
    page.version = version
  }

  const addUnlogged = (dataset: DatasetName, start: WindowStart) => {
    const { windows } = pageOf(dataset)
    if (windows.has(start)) return
    windows.set(start, newWindow({}))
    changes.publish(changes.value + 1)
  }

  return {
    changes,
    horizon,
    refresh(dataset) {
      const page = pageOf(dataset)
      const next = page.refreshing.then(() => takeIn(dataset, page))
      page.refreshing = next.catch(() => undefined)
      return next
    },
    failing(dataset, start, stage, fault) {
      const faults = pageOf(dataset).windows.get(start)?.faults
      if (fault) faults?.set(stage, fault)
      else faults?.delete(stage)
      changes.publish(changes.value + 1)
    },
    unextracted(dataset, until) {
      const due: WindowStart[] = []
      for (const [start, { counted, extracted, again }] of pageOf(dataset).windows) {
        // A closed window stays closed, even if the clock was set back since: it still waits for its missing events.
        const closedBefore = extracted !== null && counted !== null && !isOutdated(counted, extracted)
        if (start + MINUTE_MS > until && !closedBefore) continue
        // A window that the log does not know gets no more events.
        const missing = !extracted || (counted && (!extracted.complete || isOutdated(counted, extracted)))
        if (again !== null || missing) due.push(start)
      }
      return due.sort((a, b) => a - b)
    },
    needsExtract(dataset, start) {
      const known = pageOf(dataset).windows.get(start)
      if (!known) return null
      const { counted, extracted, again } = known
      return again !== null || !extracted || (counted !== null && isOutdated(counted, extracted))
    },
    isIncomplete(dataset, start) {
      return pageOf(dataset).windows.get(start)?.extracted?.complete === false
    },
    logged(dataset, start) {
      return pageOf(dataset).windows.get(start)?.counted ?? NOTHING
    },
    silent(dataset, start) {
      // Without any known window, no events are expected yet.
      if (pageOf(dataset).windows.size > 0) addUnlogged(dataset, start)
    },
    earlier: addUnlogged,
    again(dataset, start) {
      const known = pageOf(dataset).windows.get(start)
      if (known) known.again = ++requests
      changes.publish(changes.value + 1)
    },
    notAgain(dataset, start) {
      const known = pageOf(dataset).windows.get(start)
      if (known) known.again = null
    },
    asked: (dataset, start) => pageOf(dataset).windows.get(start)?.again ?? 0,
    requested(dataset) {
      let count = 0
      for (const { again } of pageOf(dataset).windows.values()) if (again !== null) count++
      return count
    },
    known: (dataset) => [...pageOf(dataset).windows.keys()],
    ended(dataset) {
      const now = horizon(dataset)
      return [...pageOf(dataset).windows.keys()].filter((start) => start + MINUTE_MS <= now).sort((a, b) => a - b)
    },
    async changed({ dataset, start }) {
      const { windows } = pageOf(dataset)
      const extract = (await ports.ledger.get(dataset, start))?.extract
      if (extract) {
        // Only the ledger may know some windows: those of an earlier log, and those without events.
        const known = windows.get(start) ?? newWindow({})
        windows.set(start, known)
        const { produced, logged, epoch } = extract
        known.extracted = { produced, logged, epoch, complete: extract.incompleteReason === null }
      }
      changes.publish(changes.value + 1)
    },
    async rows(dataset, { before = Number.POSITIVE_INFINITY, limit }) {
      const starts = [...pageOf(dataset).windows.keys()].filter((start) => start < before)
      return rowsOf(dataset, starts.sort((a, b) => b - a).slice(0, limit))
    },
    async unbalanced(dataset) {
      const settled = ({ counted, extracted }: Known) => counted === null && extracted !== null
      const open = [...pageOf(dataset).windows].filter(([, known]) => !settled(known)).map(([start]) => start)
      const rows = await rowsOf(dataset, open)
      return rows.filter((row) => row.state !== 'complete')
    },
  }
}

/** More was logged since the extract; or a different log counts, or a restored older copy: then the same number means nothing. */
function isOutdated(counted: Counted, extracted: Pick<Counted, 'logged' | 'epoch'>): boolean {
  return counted.logged !== extracted.logged || counted.epoch !== extracted.epoch
}
