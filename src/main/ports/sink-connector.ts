import type { Dataset, DatasetName } from '@shared/model/dataset'

/** `starting`: its worker has not taken it up yet. `reason` is the first line of what a task died of. */
export type ConnectorStatus =
  | { readonly state: 'missing' | 'stopped' | 'paused' | 'starting' }
  | { readonly state: 'running'; readonly tasks: number }
  | { readonly state: 'failed'; readonly tasks: number; readonly reason: string }

/** A record that the connector could not take, by its place in the dataset's log. */
export interface RejectedRecord {
  readonly partition: number
  readonly offset: number
  readonly reason: string
}

/**
 * Kafka Connect's connector of each dataset, which moves its log into the store's landing. It delivers at least once; that each place
 * is stored once is the landing table's doing. Every call throws `connect-unavailable` when there is no answer, and `connector-failed` when
 * the answer is no.
 */
export interface SinkConnector {
  /** Creates it, stopped, or brings its configuration up to date: a running one then goes on with the new one. */
  ensure(dataset: Dataset): Promise<'created' | 'changed' | 'unchanged'>
  status(dataset: DatasetName): Promise<ConnectorStatus>
  /** Resolves once no task of it runs any more. One that is missing is as good as stopped. */
  stop(dataset: DatasetName, signal: AbortSignal): Promise<void>
  /** Wants it to run, whether it was stopped or paused. */
  resume(dataset: DatasetName): Promise<void>
  /** Starts what failed of it anew. */
  restart(dataset: DatasetName): Promise<void>
  /** Per partition: the offset before which it is done with every record, stored or rejected; 0 where it has said nothing. */
  done(dataset: Dataset): Promise<number[]>
  /** Makes a stopped connector go on from these offsets. */
  moveTo(dataset: Dataset, next: readonly number[], signal: AbortSignal): Promise<void>
  /** What it rejected, from `position` on (0: the first), and where to go on; a record rejected twice comes twice. */
  rejected(
    dataset: DatasetName,
    position: number,
    limit: number,
  ): Promise<{ records: readonly RejectedRecord[]; next: number }>
}
