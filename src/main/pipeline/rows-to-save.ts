import type { RowCursor, RowPages, StoreRow } from '@main/ports/store'
import type { AvroField } from '@shared/model/avro-schema'
import type { Dataset } from '@shared/model/dataset'
import { eventJson } from '@shared/model/event-json'
import type { SavedRow } from '@shared/model/rows-as-text'
import { storedFields } from '@shared/model/stored-fields'

const PAGE_ROWS = 5_000

/** Of event time, epoch ms; `to` is the first moment after it. */
export interface RowRange {
  readonly from: number
  readonly to: number
}

/** All stored rows of a range, oldest first, a page at a time; ends early on abort. Throws `store-unavailable`. */
export async function* rowsToSave(
  pages: RowPages,
  dataset: Dataset,
  { from, to }: RowRange,
  signal: AbortSignal,
): AsyncGenerator<readonly SavedRow[]> {
  const fields = storedFields(dataset)
  let after: RowCursor | null = Number.isFinite(from) ? behindAll(from - 1) : null
  while (!signal.aborted) {
    const page = await pages.page(dataset, { after, within: null, limit: PAGE_ROWS })
    const within = page.filter(({ event }) => Number(event[dataset.roles.time]) < to)
    if (within.length > 0) yield within.map((row) => savedRow(fields, row))
    const last = page.at(-1)
    if (last === undefined || within.length < page.length) return
    const { epoch, partition, offset } = last
    after = { time: Number(last.event[dataset.roles.time]), epoch, partition, offset }
  }
}

/** A position behind every row of this time. */
function behindAll(time: number): RowCursor {
  return { time, epoch: Number.MAX_SAFE_INTEGER, partition: 65_535, offset: Number.MAX_SAFE_INTEGER }
}

function savedRow(fields: readonly AvroField[], { event, epoch, partition, offset }: StoreRow): SavedRow {
  return { event: eventJson(fields, event), place: { epoch, partition, offset } }
}
