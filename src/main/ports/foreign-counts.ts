import type { DatasetName } from '@shared/model/dataset'
import type { WindowStart } from '@shared/model/window'
import type { LogEpoch } from './log-epochs'

export interface ForeignRecord {
  readonly epoch: number
  readonly partition: number
  readonly offset: number
  readonly window: WindowStart
  /** More than 1 for a batch that could not be read. */
  readonly records: number
}

/**
 * How many records of other producers the log holds, by window. The log itself cannot tell, so the sink counts them when it comes to
 * them: each once, however often it reads them again.
 */
export interface ForeignCounts {
  /**
   * The windows that hold counted records which the log at hand, with these epochs and ends, does not have: an older copy was put back,
   * or a topic was made again. Per partition the offset of the first record counted for any of them: from there on they are to be counted
   * again; Infinity where nothing is.
   */
  recountFrom(dataset: DatasetName, epochs: readonly LogEpoch[], end: readonly number[]): Promise<number[]>
  /** Forgets the counts of these windows. To be called once it is certain that the sink reads from `recountFrom` on. */
  forgetLost(dataset: DatasetName, epochs: readonly LogEpoch[], end: readonly number[]): Promise<void>
  /** On disk when it resolves. To be called with records in the order of the log, before any of them is stored. */
  add(dataset: DatasetName, records: readonly ForeignRecord[]): Promise<void>
  /**
   * The windows whose counts changed after `version` (0: all of them), and the version to ask with next time. Of these epochs alone:
   * what an earlier log held is not in the log at hand.
   */
  windowsSince(
    dataset: DatasetName,
    version: number,
    epochs: readonly Pick<LogEpoch, 'epoch'>[],
  ): Promise<{ version: number; windows: { start: WindowStart; records: number }[] }>
  total(dataset: DatasetName): Promise<number>
  close(): Promise<void>
}
