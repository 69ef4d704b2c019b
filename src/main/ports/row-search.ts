import type { Dataset } from '@shared/model/dataset'
import type { LogPlace, RowFilter, StoredRow } from '@shared/model/event-trace'
import type { WindowStart } from '@shared/model/window'

/** Single rows of the store, by what is asked of them and never by a query of somebody else's. */
export interface RowSearch {
  /** At most `limit` of a window's rows that fit, and how many fit in all. */
  inWindow(
    dataset: Dataset,
    window: WindowStart,
    filter: RowFilter,
    limit: number,
  ): Promise<{ rows: StoredRow[]; total: number }>
  at(dataset: Dataset, place: LogPlace): Promise<StoredRow | null>
  /** By the field whose role is `id`; null where there is none. */
  byId(dataset: Dataset, id: string): Promise<StoredRow | null>
  /** How many rows of its window stand before it in an extract. */
  before(dataset: Dataset, row: StoredRow): Promise<number>
}
