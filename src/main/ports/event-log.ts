import type { WindowStart } from '@shared/model/window'
import type { LogEpoch } from './log-epochs'

/**
 * A record to append. `eventTime` is the event's own time (epoch ms), stored next to the bytes so that no reader has to decode the record
 * for it.
 */
export interface LogRecord {
  readonly key: Uint8Array
  readonly value: Uint8Array
  readonly eventTime: number
}

export interface LoggedRecord extends LogRecord {
  readonly partition: number
  readonly offset: number
  /** Together with partition and offset: the record's position, which no other log uses. */
  readonly epoch: number
  /** When the log accepted it, epoch ms. */
  readonly loggedAt: number
  /** False when the bytes no longer match their checksum. */
  readonly intact: boolean
  /** True when a producer other than Millrace wrote it: the log's window counts do not include it. */
  readonly foreign: boolean
  /** Why there is nothing in it to decode, as text; null for a normal record. */
  readonly problem: string | null
  /** More than 1 for a whole batch that cannot be read; `value` is then that batch. */
  readonly records: number
}

/** What a source reports with a batch. Saved in the same transaction as the records, so that a restart continues exactly there. */
export interface SourceMark {
  readonly id: string
  /** The number of events that the source made for each window in this batch, by its own count. */
  readonly produced: ReadonlyMap<WindowStart, number>
  /** The source's position after this batch, as the source's own JSON. */
  readonly progress: string
}

export interface WindowCount {
  readonly start: WindowStart
  readonly produced: number
  readonly logged: number
  /** The last epoch that logged a record of the window. With `logged`, it separates this log's records from those of another log. */
  readonly epoch: number
}

export interface LogRead {
  /** In offset order within each partition. */
  readonly records: readonly LoggedRecord[]
  /** Per partition: where to continue, after the records read and after offsets that hold no record. */
  readonly next: readonly number[]
}

export interface LogUsage {
  /** Records ever appended, including removed ones. */
  readonly appended: number
  /** Records still kept. */
  readonly bytes: number
}

/**
 * The durable, partitioned, ordered list of encoded events. One writer at a time, any number of readers. Offsets grow within a partition,
 * but some hold no record: do not count records by subtracting offsets.
 */
export interface EventLog {
  /** Does nothing when the topic exists. Throws `log-damaged` or `topic-partitions` when it exists with another number of partitions. */
  createTopic(topic: string, partitions: number): Promise<void>
  /**
   * Resolves once all records (in partitions chosen by key) and the mark are on disk, all or none. `records` may be empty to save only a
   * mark. Throws `log-full` when stored records were removed and there is still no space, `disk-full`, `disk-error`; `log-taken` when
   * another writer has opened the log. Throws `log-unavailable` when there is no answer: the records may or may not be in the log
   * (`progress` says which), and repeating the same call appends them only once.
   */
  append(topic: string, records: readonly LogRecord[], mark?: SourceMark): Promise<void>
  /** The progress of the source's last mark, or null. After the answer, no earlier writer of the log can append any more. */
  progress(sourceId: string): Promise<string | null>
  /**
   * Up to about `limit` records from `next[partition]` on, fair across partitions. The result may be empty before the end; to reach the
   * end, continue from the returned `next`.
   */
  read(topic: string, next: readonly number[], limit: number): Promise<LogRead>
  /**
   * The time (epoch ms) since which the topic's records after the last read one are withheld, because of an open transaction before them;
   * null when no records are withheld.
   */
  heldSince(topic: string): Promise<number | null>
  /** Resolves when something was appended since the last read of this object, or after `ms`, or on abort; never rejects. */
  waitForAppend(ms: number, signal: AbortSignal): Promise<void>
  /** Per partition: the first kept offset, and the next offset. */
  offsets(topic: string): Promise<{ start: number[]; end: number[] }>
  /**
   * Oldest first; never empty. A log that was opened for writing again, restored or created again begins a new epoch before the first
   * append, so that no two logs use the same position.
   */
  epochs(topic: string): Promise<readonly LogEpoch[]>
  /** The sink's next offset per partition: a hint for lag and retention, but not the record of progress, which is in the store. */
  commit(topic: string, next: readonly number[]): Promise<void>
  committed(topic: string): Promise<number[]>
  /** The windows whose counts changed after `version` (0: all windows), and the version for the next call. */
  windowCounts(topic: string, version: number): Promise<{ version: number; windows: WindowCount[] }>
  usage(topic: string): Promise<LogUsage>
  /**
   * Removes committed records that are too old, or the oldest when there are too many bytes; never records that the sink has not committed.
   */
  retain(topic: string, limits: { maxBytes: number; maxAgeMs: number }): Promise<void>
  /**
   * Removes all records and window counts. Offsets and the progress of sources stay, so that no position is used twice. Nothing may append
   * or read meanwhile.
   */
  clear(topic: string): Promise<void>
  close(): Promise<void>
}
