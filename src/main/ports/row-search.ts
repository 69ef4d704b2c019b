import type { Dataset } from '@shared/model/dataset'
import type { LogPlace, RowFilter, StoredRow } from '@shared/model/event-trace'
import type { WindowStart } from '@shared/model/window'

/** Single rows of the store, found by typed filters; no caller can pass a query. */
export interface RowSearch {
  /** At most `limit` matching rows of a window, and the total. */
  inWindow(
    dataset: Dataset,
    window: WindowStart,
    filter: RowFilter,
    limit: number,
  ): Promise<{ rows: StoredRow[]; total: number }>
  at(dataset: Dataset, place: LogPlace): Promise<StoredRow | null>
  /** By the field whose role is `id`; null when there is no such row. */
  byId(dataset: Dataset, id: string): Promise<StoredRow | null>
  /** The number of rows before it in the extract of its window. */
  before(dataset: Dataset, row: StoredRow): Promise<number>
}
