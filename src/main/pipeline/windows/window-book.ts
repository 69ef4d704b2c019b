import type { Ports } from '@main/ports'
import type { LedgerEntry } from '@main/ports/ledger'
import { createFeed, type Feed } from '@main/signals/feed'
import type { Dataset, DatasetName } from '@shared/model/dataset'
import type { Fault } from '@shared/model/fault'
import type { StageId } from '@shared/model/stage'
import { ledgerDifference, MINUTE_MS, type WindowRow, type WindowStart } from '@shared/model/window'

interface Known {
  produced: number
  /** All that is logged, by whomever. */
  logged: number
  /** How many of them other producers wrote. */
  foreign: number
  /** Logged events that the last extract knew of, and whether it had them all; null before the first extract. */
  extracted: { logged: number; complete: boolean } | null
  /** The number of the newest wish that it be made again; null when there is none. */
  again: number | null
  /** By the stage that retries the window. */
  readonly faults: Map<StageId, Fault>
}

function newWindow(): Known {
  return { produced: 0, logged: 0, foreign: 0, extracted: null, again: null, faults: new Map() }
}

interface Page {
  version: number
  foreignVersion: number
  /** The refresh under way: the next one waits for it, or an older answer could come to stand over a newer one. */
  refreshing: Promise<void>
  /** Windows without events stand in the ledger alone: the log has nothing to count. */
  silentLoaded: boolean
  readonly windows: Map<WindowStart, Known>
}

/**
 * What is known of every window: the log's counts joined with the ledger. It decides which windows have something to extract,
 * and makes the rows that people see. Sources' time: while a file is replayed into a dataset, its windows close by the file's
 * own event time, else by the clock.
 */
export interface WindowBook {
  /** Rings on every change that a list of windows should show. */
  readonly changes: Feed<number>
  /** Takes in what the log has counted since the last call. */
  refresh(dataset: DatasetName): Promise<void>
  /** Shows why a stage retries the window, or with null that it does not any more. */
  failing(dataset: DatasetName, start: WindowStart, stage: StageId, fault: Fault | null): void
  /** Windows that ended before `horizon` and hold events that no extract has, oldest first. */
  unextracted(dataset: DatasetName, horizon: number): WindowStart[]
  logged(dataset: DatasetName, start: WindowStart): { produced: number; logged: number; foreign: number }
  /** A window in which nothing came though a source was at work: it is due like any other. One that is known stays as it is. */
  silent(dataset: DatasetName, start: WindowStart): void
  /** The window is due once more, whatever is known of it; until it is extracted, or not asked for any more. */
  again(dataset: DatasetName, start: WindowStart): void
  notAgain(dataset: DatasetName, start: WindowStart): void
  /** The number of the newest wish for the window, each greater than those before; 0 when there is none. */
  asked(dataset: DatasetName, start: WindowStart): number
  /** All windows that have ended, oldest first. */
  ended(dataset: DatasetName): WindowStart[]
  /** To be called after each write to the ledger. */
  changed(entry: { dataset: DatasetName; start: WindowStart }): Promise<void>
  /** Up to when event time has certainly been reached, epoch ms; -Infinity while a replay has not said. */
  horizon(dataset: DatasetName): number
  /** Newest first. */
  rows(dataset: DatasetName, query: { before?: WindowStart | undefined; limit: number }): Promise<WindowRow[]>
  /** Every window whose ledger does not balance yet; none when all is accounted for. */
  unbalanced(dataset: DatasetName): Promise<WindowRow[]>
}

export function createWindowBook(
  ports: Pick<Ports, 'log' | 'ledger' | 'deadLetters' | 'foreign'>,
  datasets: readonly Dataset[],
  horizon: (dataset: DatasetName) => number,
): WindowBook {
  const pages = new Map<DatasetName, Page>(
    datasets.map(({ name }) => [
      name,
      { version: 0, foreignVersion: 0, refreshing: Promise.resolve(), silentLoaded: false, windows: new Map() },
    ]),
  )
  const changes = createFeed(0)
  let wishes = 0
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
    const counts = {
      produced: known.produced,
      logged: known.logged,
      stored: extract?.stored ?? null,
      extracted: extract?.extracted ?? null,
      analysed: analysis?.analysis.rows ?? null,
      deadLetters: dead,
      ...(known.foreign > 0 ? { foreign: known.foreign } : {}),
    }
    const reported = entry?.report && entry.report.attempt === extract?.attempt
    const ended = start + MINUTE_MS <= horizon(dataset)
    const state = (() => {
      if (extract && known.logged > extract.logged) return 'reopened'
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
    const dead = await ports.deadLetters.countByWindow(dataset, starts)
    return Promise.all(
      starts.map(async (start) => {
        const known = windows.get(start) ?? newWindow()
        return rowOf(dataset, start, known, await ports.ledger.get(dataset, start), dead.get(start) ?? 0)
      }),
    )
  }

  const loadExtracted = async (dataset: DatasetName, start: WindowStart, known: Known) => {
    const extract = (await ports.ledger.get(dataset, start))?.extract
    if (extract) known.extracted = { logged: extract.logged, complete: extract.incompleteReason === null }
  }

  const addSilent = async (dataset: DatasetName, page: Page) => {
    for (const start of await ports.ledger.silent(dataset)) {
      const known = newWindow()
      await loadExtracted(dataset, start, known)
      if (!page.windows.has(start)) page.windows.set(start, known)
    }
    page.silentLoaded = true
  }

  const knownOf = async (dataset: DatasetName, page: Page, start: WindowStart): Promise<Known> => {
    const known = page.windows.get(start) ?? newWindow()
    if (!page.windows.has(start)) {
      await loadExtracted(dataset, start, known)
      page.windows.set(start, known)
    }
    return known
  }

  const takeIn = async (dataset: DatasetName, page: Page) => {
    if (!page.silentLoaded) await addSilent(dataset, page)
    const { version, windows } = await ports.log.windowCounts(dataset, page.version)
    for (const { start, produced, logged } of windows) {
      const known = await knownOf(dataset, page, start)
      Object.assign(known, { produced, logged: logged + known.foreign })
    }
    const others = await ports.foreign?.windowsSince(dataset, page.foreignVersion)
    for (const { start, records } of others?.windows ?? []) {
      const known = await knownOf(dataset, page, start)
      Object.assign(known, { foreign: records, logged: known.logged - known.foreign + records })
    }
    const foreignVersion = others?.version ?? 0
    if (version !== page.version || foreignVersion !== page.foreignVersion) changes.publish(changes.value + 1)
    page.foreignVersion = foreignVersion
    page.version = version
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
      for (const [start, { logged, extracted, again }] of pageOf(dataset).windows) {
        if (start + MINUTE_MS > until) continue
        if (again !== null || !extracted?.complete || extracted.logged !== logged) due.push(start)
      }
      return due.sort((a, b) => a - b)
    },
    logged(dataset, start) {
      return pageOf(dataset).windows.get(start) ?? { produced: 0, logged: 0, foreign: 0 }
    },
    silent(dataset, start) {
      const { windows } = pageOf(dataset)
      // Without any window before it, nobody expects one.
      if (windows.has(start) || windows.size === 0) return
      windows.set(start, newWindow())
      changes.publish(changes.value + 1)
    },
    again(dataset, start) {
      const known = pageOf(dataset).windows.get(start)
      if (known) known.again = ++wishes
      changes.publish(changes.value + 1)
    },
    notAgain(dataset, start) {
      const known = pageOf(dataset).windows.get(start)
      if (known) known.again = null
    },
    asked: (dataset, start) => pageOf(dataset).windows.get(start)?.again ?? 0,
    ended(dataset) {
      const now = horizon(dataset)
      return [...pageOf(dataset).windows.keys()].filter((start) => start + MINUTE_MS <= now).sort((a, b) => a - b)
    },
    async changed({ dataset, start }) {
      const known = pageOf(dataset).windows.get(start)
      if (known) await loadExtracted(dataset, start, known)
      changes.publish(changes.value + 1)
    },
    async rows(dataset, { before = Number.POSITIVE_INFINITY, limit }) {
      const starts = [...pageOf(dataset).windows.keys()].filter((start) => start < before)
      return rowsOf(dataset, starts.sort((a, b) => b - a).slice(0, limit))
    },
    async unbalanced(dataset) {
      const rows = await rowsOf(dataset, [...pageOf(dataset).windows.keys()])
      return rows.filter((row) => row.state !== 'complete')
    },
  }
}
