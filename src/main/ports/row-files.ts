import type { Dataset } from '@shared/model/dataset'
import type { StoredRow } from '@shared/model/event-trace'

/** Rows as a file for other tools. */
export interface RowFiles {
  /** A Parquet file: one column for each field, then epoch, partition and offset. Times are UTC with milliseconds. */
  parquet(dataset: Dataset, rows: readonly StoredRow[]): Promise<Uint8Array>
}
