import { type HistoryKeeper, openHistory as openKeeper } from '@main/pipeline/history-job'
import type { WindowTracker } from '@main/pipeline/windows/window-tracker'
import type { Ports } from '@main/ports'
import { MINUTE_MS } from '@shared/lib/time'
import { type DatasetName, DEFAULT_DATASET } from '@shared/model/dataset'
import type { WindowStart } from '@shared/model/window'
import { folderDocuments } from '../adapters/folder/json-documents'

export interface SessionHistory {
  readonly keeper: HistoryKeeper
  /** The time up to which windows of the dataset may close, epoch ms. */
  horizon(dataset: DatasetName): number
  /** The end of the history if the window belongs to it, otherwise null. */
  end(dataset: DatasetName, start: WindowStart): WindowStart | null
  /**
   * True when the number of the window's events says nothing: the history stopped within it, or it has live events from before the
   * history was requested, whose rate may differ from the history's. False for other windows of the history, null for the rest.
   */
  partly(dataset: DatasetName, start: WindowStart): boolean | null
  /** The source makes no more events: the remaining windows may close. */
  sourceEnded(): void
  /** Ends the job once all of its windows are reported and balance. */
  finish(tracker: WindowTracker): Promise<void>
}

export async function openHistory(stateDir: string, { clock }: Pick<Ports, 'clock'>): Promise<SessionHistory> {
  const keeper = await openKeeper(folderDocuments(stateDir), clock)
  const job = keeper.feed
  let ended = false
  const within = (start: WindowStart) => job.value !== null && start >= job.value.from && start < job.value.to
  return {
    keeper,
    horizon: (dataset) => (dataset === DEFAULT_DATASET && !ended ? keeper.horizon() : Number.POSITIVE_INFINITY),
    end: (dataset, start) => (dataset === DEFAULT_DATASET && within(start) ? (job.value?.to ?? null) : null),
    partly(dataset, start) {
      const kept = dataset === DEFAULT_DATASET ? job.value : null
      if (!kept || start < kept.from || start > kept.startedAt) return null
      return start >= kept.to || start + MINUTE_MS > kept.reached
    },
    sourceEnded() {
      ended = true
    },
    async finish(tracker) {
      if (job.value?.state !== 'finishing') return
      await tracker.refresh(DEFAULT_DATASET)
      if (tracker.unextracted(DEFAULT_DATASET, job.value.to).some(within)) return
      if (!(await tracker.unbalanced(DEFAULT_DATASET)).some(({ start }) => within(start))) await keeper.finished()
    },
  }
}
