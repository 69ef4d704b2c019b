import type { DatasetName } from '@shared/model/dataset'
import type { LogRecord } from './event-log'

/** Records that a client has sent in one request. */
export interface NewIntakeBatch {
  readonly dataset: DatasetName
  /** The client's name for the batch: the same key again is the same batch. */
  readonly key: string
  /** Of the request's body: another body under the same key is a mistake. */
  readonly fingerprint: string
  readonly records: readonly LogRecord[]
  /** What the client is answered, as JSON. */
  readonly answer: string
}

export interface IntakeBatch {
  /** Grows from batch to batch. */
  readonly id: number
  readonly records: readonly LogRecord[]
}

export interface KnownBatch {
  readonly fingerprint: string
  readonly answer: string
}

/**
 * Batches that clients have sent, between the request and the log: on disk before the request is answered, so that a client need not wait for
 * the log, and a repeated request is recognised after a crash, too.
 */
export interface EventIntake {
  /** Of this intake, for ever: another one may pass on to the same log, and count its batches from 1 on as well. */
  readonly id: string
  /** The batch that was sent under this key; null when there is none. */
  find(dataset: DatasetName, key: string): Promise<KnownBatch | null>
  /** On disk when it resolves. Returns false, and keeps nothing, when too much waits for the log already. A known key changes nothing. */
  put(batch: NewIntakeBatch): Promise<boolean>
  /** The oldest batches after `after` that wait for the log: at least one if there is any, then up to about `limit` records. */
  waiting(dataset: DatasetName, after: number, limit: number): Promise<IntakeBatch[]>
  /** Batches up to this id are in the log: their records are no longer kept, their answers for some time. */
  passedOn(dataset: DatasetName, id: number): Promise<void>
  close(): Promise<void>
}
