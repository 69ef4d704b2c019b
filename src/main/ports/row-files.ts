import type { Cell } from '@shared/model/csv'
import type { Dataset } from '@shared/model/dataset'
import type { SavedRow } from '@shared/model/rows-as-text'

/** Rows as a file for other tools. */
export interface RowFiles {
  /**
   * A Parquet file of any number of rows, part by part and in bounded memory: one column for each field, then epoch, partition and
   * offset. Times are UTC with milliseconds. Throws what the rows throw.
   */
  parquet(dataset: Dataset, rows: AsyncIterable<readonly SavedRow[]>): AsyncIterable<Uint8Array>
  /** A small Parquet file: columns of text or of numbers with 64 bits, null where a row has none. */
  table(columns: readonly TableColumn[], rows: readonly (readonly Cell[])[]): Promise<Uint8Array>
}

export interface TableColumn {
  readonly name: string
  /** `whole`: an integer. */
  readonly kind: 'text' | 'whole' | 'number'
}
