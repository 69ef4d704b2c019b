import type { Writable } from 'node:stream'
import type { Dataset } from '@shared/model/dataset'
import type { SavedRow } from '@shared/model/rows-as-text'

/** Rows as a file for other tools. */
export interface RowFiles {
  /**
   * Writes a Parquet file of any number of rows, in bounded memory, and ends the stream: one column for each field, then epoch,
   * partition and offset. Times are UTC with milliseconds. Throws what the stream or the parts throw.
   */
  writeParquet(dataset: Dataset, parts: AsyncIterable<readonly SavedRow[]>, to: Writable): Promise<void>
}
