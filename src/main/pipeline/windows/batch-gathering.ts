import type { Clock } from '@main/ports/clock'
import type { DatasetName } from '@shared/model/dataset'
import type { WindowTracker } from './window-tracker'

/** The last window of a batch has been there this long, and no other is on its way. */
const QUIET_MS = 500
/** Requested windows that do not come within this time, because they fail, do not delay the others. */
const PATIENCE_MS = 30_000

/** Decides when windows that are analysed together are all there. */
export interface Gathering {
  /** `waiting`: the number of the dataset's windows in the batch. */
  isOver(dataset: DatasetName, waiting: number): boolean
}

interface GatheringContext {
  readonly ports: { readonly clock: Pick<Clock, 'elapsed'>; readonly analyser: { readonly atOnce: number } }
  readonly tracker: Pick<WindowTracker, 'requested'>
}

/** An engine that takes one window at a time has nothing to gather. */
export function createGathering({ ports: { clock, analyser }, tracker }: GatheringContext): Gathering {
  const seen = new Map<DatasetName, { readonly waiting: number; readonly requested: number; readonly since: number }>()
  return {
    isOver(dataset, waiting) {
      if (analyser.atOnce === 1) return true
      const requested = tracker.requested(dataset)
      const before = seen.get(dataset)
      if (before?.waiting !== waiting || before.requested !== requested) {
        seen.set(dataset, { waiting, requested, since: clock.elapsed() })
        return false
      }
      const quiet = clock.elapsed() - before.since
      if (quiet < QUIET_MS || (requested > 0 && quiet < PATIENCE_MS)) return false
      seen.delete(dataset)
      return true
    },
  }
}
