import { type HistoryKeeper, openKeptHistory } from '@main/pipeline/kept-history'
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
  /** Whether the history stopped within the window; null if the window does not belong to it. */
  partly(dataset: DatasetName, start: WindowStart): boolean | null
  /** Whether the window has live events from before the history was requested. Their rate may differ from the history's. */
  otherRate(dataset: DatasetName, start: WindowStart): boolean
  /** The source makes no more events: the remaining windows may close. */
  sourceEnded(): void
  /** Ends the job once all of its windows are reported and balance. */
  finish(tracker: WindowTracker): Promise<void>
}

export async function openHistory(stateDir: string, { clock }: Pick<Ports, 'clock'>): Promise<SessionHistory> {
  const keeper = await openKeptHistory(folderDocuments(stateDir), clock)
  const job = keeper.feed
  let ended = false
  const within = (start: WindowStart) => job.value !== null && start >= job.value.from && start < job.value.to
  return {
    keeper,
    horizon: (dataset) => (dataset === DEFAULT_DATASET && !ended ? keeper.horizon() : Number.POSITIVE_INFINITY),
    end: (dataset, start) => (dataset === DEFAULT_DATASET && within(start) ? (job.value?.to ?? null) : null),
    partly: (dataset, start) =>
      dataset === DEFAULT_DATASET && job.value && within(start) ? start + MINUTE_MS > job.value.reached : null,
    otherRate: (dataset, start) =>
      dataset === DEFAULT_DATASET && job.value !== null && start >= job.value.to && start <= job.value.startedAt,
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
