import type { Dataset } from '@shared/model/dataset'
import type { SavedRow } from '@shared/model/rows-as-text'

/** Rows as a file for other tools. */
export interface RowFiles {
  /**
   * A Parquet file of any number of rows, part by part and in bounded memory: one column for each field, then epoch, partition and
   * offset. Times are UTC with milliseconds. Throws what the rows throw.
   */
  parquet(dataset: Dataset, rows: AsyncIterable<readonly SavedRow[]>): AsyncIterable<Uint8Array>
}
