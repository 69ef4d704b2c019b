import type { Dataset } from '@shared/model/dataset'
import type { WindowStart } from '@shared/model/window'
import type { StoreRow, Stretch } from './store'

/** A row's place in the store's order: by event time, then by position. */
export interface RowCursor {
  /** Epoch ms. */
  readonly time: number
  readonly epoch: number
  readonly partition: number
  readonly offset: number
}

export interface PageQuery {
  /** The row before the page; null for the first page. */
  readonly after: RowCursor | null
  /** Only rows at these positions; null for all rows. */
  readonly within: readonly Stretch[] | null
  readonly limit: number
}

/** The rows of a window, added up. Stores with equal events have equal sums, wherever the events are in their logs. */
export interface WindowSum {
  readonly start: WindowStart
  readonly rows: number
  /** Of all fields of all its events. */
  readonly checksum: string
}

/** All rows of a dataset, in order, however many there are. */
export interface RowPages {
  /** Oldest first. An empty page is the end. */
  page(dataset: Dataset, query: PageQuery): Promise<StoreRow[]>
  /** By window, oldest first; only windows with rows. */
  sums(dataset: Dataset, signal?: AbortSignal): Promise<WindowSum[]>
}
