import type { WindowCount } from '@main/ports/event-log'
import type { ExtractEntry, LedgerEntry } from '@main/ports/ledger'
import type { DatasetName } from '@shared/model/dataset'
import type { WindowStart } from '@shared/model/window'
import type { CopyContext, CopySide } from './copy-side'

const PAGE = 200
/** No log has it: the window tracker makes the window again. */
const NO_EPOCH = -1

/** Copies every window's entry, as the target's log counts the window. */
export async function copyLedger(
  { source, target, signal }: CopyContext,
  dataset: DatasetName,
  copied: () => void,
): Promise<void> {
  const { ledger } = target.ports
  const [there, here] = [await countsOf(source, dataset), await countsOf(target, dataset)]
  for await (const { start, extract, analysis, report } of entriesOf(source, dataset)) {
    signal.throwIfAborted()
    // The report first: an entry must never look as if it waited for a stage.
    if (report) await ledger.putReport(dataset, start, report)
    if (analysis) await ledger.putAnalysis(dataset, start, analysis.attempt, analysis.analysis)
    if (extract) await ledger.putExtract(dataset, start, extractAtTarget(extract, there.get(start), here.get(start)))
    copied()
  }
}

/**
 * The target's log has logged every row of the window, also those that an earlier log of the source had written. So `logged` and
 * `earlierLog` change, but their sum does not: the window balances exactly when it did before. A fingerprint is of positions in the
 * source's log, so none is kept.
 */
export function extractAtTarget(
  { fingerprint: _, ...extract }: ExtractEntry,
  there: WindowCount | undefined,
  here: WindowCount | undefined,
): ExtractEntry {
  // The store no longer had its rows: only the ledger knows the window, here as there.
  if (!here) return extract
  const isOutdated = there !== undefined && (there.logged !== extract.logged || there.epoch !== extract.epoch)
  if (isOutdated) return { ...extract, epoch: NO_EPOCH }
  const { foreign: __, ...own } = extract
  const earlierLog = Math.max(0, extract.logged + extract.earlierLog - here.logged)
  return { ...own, produced: here.produced, logged: here.logged, earlierLog, epoch: here.epoch }
}

/** Newest first. */
export async function* entriesOf({ ports }: CopySide, dataset: DatasetName): AsyncGenerator<LedgerEntry> {
  for (let before: WindowStart | undefined; ; ) {
    const page = await ports.ledger.list({ dataset, before, limit: PAGE })
    if (page.length === 0) return
    yield* page
    before = page.at(-1)?.start
  }
}

/** The log's counts by window; `logged` counts the events of all producers. */
async function countsOf({ ports }: CopySide, dataset: DatasetName): Promise<Map<WindowStart, WindowCount>> {
  const { log, foreign } = ports
  const counts = new Map((await log.windowCounts(dataset, 0)).windows.map((window) => [window.start, window]))
  const others = await foreign?.windowsSince(dataset, 0, await log.epochs(dataset))
  for (const { start, records } of others?.windows ?? []) {
    const own = counts.get(start) ?? { start, produced: 0, logged: 0, epoch: 0 }
    counts.set(start, { ...own, logged: own.logged + records })
  }
  return counts
}
