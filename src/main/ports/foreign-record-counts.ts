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
 * The number of records of other producers in the log, by window. The log does not count them, so the sink does when it first reads each
 * record; reading a record again does not count it twice.
 */
export interface ForeignRecordCounts {
  /**
   * The windows whose counts include records that the current log, with these epochs and ends, does not have: an older copy was restored,
   * or a topic was created again. Per partition, the offset of the first record counted for any of these windows, where counting must start
   * again; Infinity when there is none.
   */
  recountFrom(dataset: DatasetName, epochs: readonly LogEpoch[], end: readonly number[]): Promise<number[]>
  /** Forgets the counts of these windows. Call it once it is certain that the sink reads from `recountFrom` on. */
  forgetLost(dataset: DatasetName, epochs: readonly LogEpoch[], end: readonly number[]): Promise<void>
  /** On disk when it resolves. Call it with records in log order, before any of them is stored. */
  add(dataset: DatasetName, records: readonly ForeignRecord[]): Promise<void>
  /**
   * The windows whose counts changed after `version` (0: all windows), and the version for the next call. Counts these epochs only: the
   * current log does not have the records of an earlier log.
   */
  windowsSince(
    dataset: DatasetName,
    version: number,
    epochs: readonly Pick<LogEpoch, 'epoch'>[],
  ): Promise<{ version: number; windows: { start: WindowStart; records: number }[] }>
  total(dataset: DatasetName): Promise<number>
  close(): Promise<void>
}
