import { z } from 'zod'
import { DatasetName } from '../model/dataset'
import { EventTrace, LogPlace, PlaceQuery, RowFilter, StoredRow } from '../model/event-trace'
import { WindowStart } from '../model/window'
import { base } from './base'

const RowsOfWindow = RowFilter.extend({
  dataset: DatasetName,
  start: WindowStart,
  limit: z.number().int().min(1).max(500).default(200),
})

/** From an anomaly to the rows behind it, and from a row to everywhere its event has been. */
export const events = {
  /** At most `limit` rows of a window, and how many fit in all. Throws `store-unavailable`. */
  rows: base.input(RowsOfWindow).output(z.object({ rows: z.array(StoredRow), total: z.number().int() })),
  /** The same rows as a Parquet file. Throws `store-unavailable`. */
  rowsAsParquet: base.input(RowsOfWindow).output(z.file()),
  /** Throws `event-unknown`, `store-unavailable`. */
  trace: base.input(PlaceQuery.extend({ dataset: DatasetName })).output(EventTrace),
  /** The place of a stored event by its id. Throws `event-unknown` (also where the dataset has no ids), `store-unavailable`. */
  find: base.input(z.object({ dataset: DatasetName, id: z.string().min(1).max(200) })).output(LogPlace),
}
