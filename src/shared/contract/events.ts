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

/** From an anomaly to its rows, and from a row to the trace of its event. */
export const events = {
  /** At most `limit` rows of a window, and how many rows match. Throws `store-unavailable`. */
  rows: base.input(RowsOfWindow).output(z.object({ rows: z.array(StoredRow), total: z.number().int() })),
  /** The same rows as a Parquet file. Throws `store-unavailable`. */
  rowsAsParquet: base.input(RowsOfWindow).output(z.file()),
  /** Throws `event-unknown`, `store-unavailable`. */
  trace: base.input(PlaceQuery.extend({ dataset: DatasetName })).output(EventTrace),
  /** The position of a stored event, found by its id. Throws `event-unknown` (also when the dataset has no ids), `store-unavailable`. */
  find: base.input(z.object({ dataset: DatasetName, id: z.string().min(1).max(200) })).output(LogPlace),
}
