import type { Dataset, DatasetName } from '@shared/model/dataset'

/** `starting`: its worker has not picked it up yet. `reason` is the first line of a failed task's error. */
export type ConnectorStatus =
  | { readonly state: 'missing' | 'stopped' | 'paused' | 'starting' }
  | { readonly state: 'running'; readonly tasks: number }
  | { readonly state: 'failed'; readonly tasks: number; readonly reason: string }

/** A record that the connector could not store, by its position in the dataset's log. */
export interface RejectedRecord {
  readonly partition: number
  readonly offset: number
  readonly reason: string
}

/**
 * Kafka Connect's connector of each dataset, which moves its log into the store's landing table. It delivers at least once; the landing
 * table makes sure that each position is stored once. Every call throws `connect-unavailable` when there is no answer, and
 * `connector-failed` when Kafka Connect refuses the call.
 */
export interface SinkConnector {
  /** Creates it, stopped, or updates its configuration; a running one continues with the new configuration. */
  ensure(dataset: Dataset): Promise<'created' | 'changed' | 'unchanged'>
  status(dataset: DatasetName): Promise<ConnectorStatus>
  /** Resolves once none of its tasks runs. A missing connector counts as stopped. */
  stop(dataset: DatasetName, signal: AbortSignal): Promise<void>
  /** Makes it run, whether it was stopped or paused. */
  resume(dataset: DatasetName): Promise<void>
  /** Restarts its failed tasks. */
  restart(dataset: DatasetName): Promise<void>
  /** Per partition: the offset before which every record is stored or rejected; 0 when nothing was committed. */
  done(dataset: Dataset): Promise<number[]>
  /** Makes a stopped connector continue from these offsets. */
  moveTo(dataset: Dataset, next: readonly number[], signal: AbortSignal): Promise<void>
  /** The records it rejected, from `position` on (0: the first), and where to continue; a record rejected twice appears twice. */
  rejected(
    dataset: DatasetName,
    position: number,
    limit: number,
  ): Promise<{ records: readonly RejectedRecord[]; next: number }>
}
