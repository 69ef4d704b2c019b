import type { Dataset } from '@shared/model/dataset'
import type { Analysis } from '@shared/model/report'

/** Reads an extract and counts. Runs off the main thread, so that a large window never makes the screen stutter. */
export interface Analyser {
  /** Rows in the Parquet object, from its own footer. */
  countRows(parquet: Uint8Array): Promise<number>
  /** Takes the bytes over: the caller must not use them afterwards. */
  analyse(dataset: Dataset, parquet: Uint8Array, signal?: AbortSignal): Promise<Analysis>
  close(): Promise<void>
}
