import type { Ports } from '@main/ports'
import type { LedgerEntry } from '@main/ports/ledger'
import { MINUTE_MS } from '@shared/lib/time'
import { bucketOf, type Dataset } from '@shared/model/dataset'
import type { WindowStart } from '@shared/model/window'
import type { AcceptedLevel } from '../detect/accepted-level'
import { createDetector, type Detector, type Judgement, type WindowAnalysis } from '../detect/detector'
import { DetectorState } from '../detect/detector-state'

/** The detector's state at the end of some hour. It only saves time: later windows are read from the ledger. */
const CHECKPOINT = 'detector.json'
const CHECKPOINT_EVERY_MS = 60 * MINUTE_MS
/**
 * Without a checkpoint the detector begins with this many windows of the past: enough to know what is normal, and quick to read.
 */
const MOST_FROM_LEDGER = 180

/** A window that is further back from the newest is compared with the windows before it, not with what is normal now. */
const LONG_AGO_MS = 10 * MINUTE_MS

/** The facts that decide whether a window was seen completely. */
export interface Circumstances {
  /** The next window has events. */
  readonly followed: boolean
  /** The source was started or stopped within the window: the number of events in the rest of it is unknown. */
  readonly partly: boolean
  /** The source had another rate than in the windows before: the number of events means nothing. */
  readonly otherRate: boolean
  /** The end of the requested history that the window belongs to; else null. */
  readonly historyEnd: WindowStart | null
}

/** Judges the windows of one dataset in the order of their reports. */
export interface WindowJudge {
  judge(entry: LedgerEntry, circumstances: Circumstances): Promise<Judgement>
  /** The newest window that was judged. */
  newest(): WindowStart
  /** Call this once the window's report is in the ledger: only then may the checkpoint contain it. */
  reported(entry: LedgerEntry): Promise<void>
}

/** Continues where the last judge of the dataset stopped, however it ended. */
export async function openWindowJudge(
  ports: Pick<Ports, 'ledger' | 'objects'>,
  { name, typeLabels }: Pick<Dataset, 'name' | 'typeLabels'>,
  accepted: () => Promise<readonly AcceptedLevel[]>,
  ofSource: (start: WindowStart) => Pick<Circumstances, 'partly' | 'otherRate'>,
): Promise<WindowJudge> {
  /** Shows the detector some windows of the ledger, oldest first. The start and stop times of the source are lost in a restart. */
  const learn = async (detector: Detector, entries: readonly LedgerEntry[], isMeant: (one: LedgerEntry) => boolean) => {
    const levels = await accepted()
    for (const [i, entry] of entries.entries()) {
      const followed = entries[i + 1]?.start === entry.start + MINUTE_MS
      const seen = isMeant(entry) ? windowOf(entry, { followed, ...ofSource(entry.start) }) : null
      if (seen) observe(detector, seen, levels)
    }
  }
  const open = async () => {
    const kept = await readCheckpoint(ports, name)
    const detector = createDetector({ labels: typeLabels, bands: true, ...(kept ? { state: kept } : {}) })
    const checkpointed = kept?.through ?? Number.NEGATIVE_INFINITY
    const since = (await ports.ledger.list({ dataset: name, limit: MOST_FROM_LEDGER })).reverse()
    await learn(detector, since, ({ report, start }) => report !== null && start > checkpointed)
    const newest = Math.max(checkpointed, since.findLast(({ report }) => report)?.start ?? Number.NEGATIVE_INFINITY)
    return { detector, checkpointed, newest }
  }
  let { detector, checkpointed, newest } = await open()
  /** Windows were made before those that the detector has seen: it must see all of them again, in their order. */
  let outdated = false

  /** Returns a judge that knows the time before the window. To judge a range again in order, one judge is enough. */
  let back: { readonly detector: Detector; through: WindowStart } | null = null
  const detectorBefore = async (start: WindowStart): Promise<Detector> => {
    if (back?.through !== start - MINUTE_MS) {
      const earlier = (await ports.ledger.list({ dataset: name, before: start, limit: MOST_FROM_LEDGER })).reverse()
      const fresh = createDetector({ labels: typeLabels, bands: true })
      await learn(fresh, earlier, () => true)
      back = { detector: fresh, through: start }
    }
    back.through = start
    return back.detector
  }

  return {
    async judge(entry, circumstances) {
      const seen = windowOf(entry, circumstances)
      if (!seen) throw new Error('a window is judged after it is analysed')
      const { historyEnd } = circumstances
      if (historyEnd !== null && entry.report === null) {
        if (!outdated) await ports.objects.remove(bucketOf(name), CHECKPOINT)
        outdated = true
        newest = Math.max(newest, historyEnd)
        checkpointed = Number.NEGATIVE_INFINITY
        return observe(await detectorBefore(entry.start), seen, await accepted())
      }
      if (outdated) {
        detector = (await open()).detector
        outdated = false
      }
      if (entry.start < newest - LONG_AGO_MS) {
        return observe(await detectorBefore(entry.start), seen, await accepted())
      }
      newest = Math.max(newest, entry.start)
      return observe(detector, seen, await accepted())
    },
    newest: () => newest,
    async reported({ start }) {
      if (outdated) return
      if (Math.floor(start / CHECKPOINT_EVERY_MS) <= Math.floor(checkpointed / CHECKPOINT_EVERY_MS)) return
      checkpointed = start
      const text = JSON.stringify(detector.state())
      await ports.objects.put(bucketOf(name), CHECKPOINT, new TextEncoder().encode(text))
    },
  }
}

/** Applies the levels first that were accepted before the window. */
function observe(detector: Detector, window: WindowAnalysis, levels: readonly AcceptedLevel[]): Judgement {
  for (const level of levels) if (window.start > level.through) detector.accept(level)
  return detector.observe(window)
}

function windowOf(
  { start, extract, analysis }: LedgerEntry,
  { followed, partly, otherRate }: Omit<Circumstances, 'historyEnd'>,
): WindowAnalysis | null {
  if (!extract || !analysis) return null
  const closedEarly = extract.closedAt < start + MINUTE_MS
  return {
    start,
    analysis: analysis.analysis,
    complete: extract.incompleteReason === null,
    // The source may have stopped within the last window before Millrace did.
    whole: !closedEarly && !partly && (!extract.filled || followed),
    otherRate,
  }
}

/** An unreadable checkpoint is treated as missing. */
async function readCheckpoint({ objects }: Pick<Ports, 'objects'>, dataset: string): Promise<DetectorState | null> {
  const bucket = bucketOf(dataset)
  if (!(await objects.head(bucket, CHECKPOINT))) return null
  const text = new TextDecoder().decode(await objects.get(bucket, CHECKPOINT))
  try {
    return DetectorState.parse(JSON.parse(text))
  } catch {
    return null
  }
}
