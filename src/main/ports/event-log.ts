import type { WindowStart } from '@shared/model/window'
import type { LogEpoch } from './log-epochs'

/** A record to append. `eventTime` is the event's own time (epoch ms), kept beside the bytes so that nothing decodes twice. */
export interface LogRecord {
  readonly key: Uint8Array
  readonly value: Uint8Array
  readonly eventTime: number
}

export interface LoggedRecord extends LogRecord {
  readonly partition: number
  readonly offset: number
  /** With partition and offset, the record's place: the only one that no other log gives out. */
  readonly epoch: number
  /** When the log took it, epoch ms. */
  readonly loggedAt: number
  /** False when the bytes no longer match their checksum. */
  readonly intact: boolean
  /** True when another producer than Millrace wrote it: then no window count of the log includes it. */
  readonly foreign: boolean
  /** In words, why there is nothing in it to decode; null for a record like any other. */
  readonly problem: string | null
  /** More than 1 where one stands in place of a whole batch that cannot be read; then `value` is that batch. */
  readonly records: number
}

/** What a source says with a batch; kept in the same transaction as the records, so that a restart goes on exactly there. */
export interface SourceMark {
  readonly id: string
  /** How many events the source made for each window in this batch, by its own count. */
  readonly produced: ReadonlyMap<WindowStart, number>
  /** Where the source stands after this batch; JSON of the source's own. */
  readonly progress: string
}

export interface WindowCount {
  readonly start: WindowStart
  readonly produced: number
  readonly logged: number
  /** The last epoch that logged something of it. With `logged`, it tells this window's records from those of another log. */
  readonly epoch: number
}

export interface LogRead {
  /** In offset order within each partition. */
  readonly records: readonly LoggedRecord[]
  /** Per partition: where to read on, past what was read and past offsets that hold no record. */
  readonly next: readonly number[]
}

export interface LogUsage {
  /** Records ever appended, also those that are gone by now. */
  readonly appended: number
  /** What is kept. */
  readonly bytes: number
}

/**
 * The durable, partitioned, ordered list of encoded events. One writer at a time, any number of readers. Offsets grow within a
 * partition, though not every offset holds a record: their differences are no counts.
 */
export interface EventLog {
  /** Does nothing when the topic is there. Throws `log-damaged` when it is there with another number of partitions. */
  createTopic(topic: string, partitions: number): Promise<void>
  /**
   * Resolves once all records (in partitions chosen by key) and the mark are on disk, all or none. `records` may be empty to
   * keep a mark alone. Throws `log-full` when stored records are gone and there is still no room, `disk-full`, `disk-error`;
   * `log-unavailable` when there is no answer: then they may be there or not, as `progress` says, and the very same call is kept once
   * however often it is made. `log-taken` when another writer has come.
   */
  append(topic: string, records: readonly LogRecord[], mark?: SourceMark): Promise<void>
  /** The progress of the source's last mark, or null. No earlier writer of the log appends any more after the answer. */
  progress(sourceId: string): Promise<string | null>
  /**
   * Up to about `limit` records from `next[partition]` on, fair across partitions. There may be none though the end is not
   * reached; whoever goes on from the returned `next` gets there.
   */
  read(topic: string, next: readonly number[], limit: number): Promise<LogRead>
  /**
   * Since when (epoch ms) what follows the last record read of the topic is withheld, because a transaction in front of it is neither
   * committed nor aborted; null when nothing is.
   */
  heldSince(topic: string): Promise<number | null>
  /** Resolves when something was appended since the last read of this object, or after `ms`, or on abort; never rejects. */
  waitForAppend(ms: number, signal: AbortSignal): Promise<void>
  /** Per partition: the first offset still kept, and the next one to be given. */
  offsets(topic: string): Promise<{ start: number[]; end: number[] }>
  /**
   * Oldest first; never empty. A log that was opened for writing once more, restored, or made again has begun a new one before
   * anything is appended, so that no two logs ever give out the same place.
   */
  epochs(topic: string): Promise<readonly LogEpoch[]>
  /** The sink's next offset per partition: a hint for lag and retention, never the record of progress (the store is). */
  commit(topic: string, next: readonly number[]): Promise<void>
  committed(topic: string): Promise<number[]>
  /** The windows whose counts changed after `version` (0: all of them), and the version to ask with next time. */
  windowCounts(topic: string, version: number): Promise<{ version: number; windows: WindowCount[] }>
  usage(topic: string): Promise<LogUsage>
  /** Removes committed records that are too old, or too many bytes (oldest first); never one the sink has not committed. */
  retain(topic: string, limits: { maxBytes: number; maxAgeMs: number }): Promise<void>
  close(): Promise<void>
}
