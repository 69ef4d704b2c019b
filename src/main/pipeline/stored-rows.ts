import type { RowCursor, RowPages, StoreRow } from '@main/ports/store'
import type { Dataset } from '@shared/model/dataset'
import type { SavedRow } from '@shared/model/rows-as-text'

const PAGE_ROWS = 5_000

/** Of event time, epoch ms; `to` is the first moment after it. */
export interface RowRange {
  readonly from: number
  readonly to: number
}

/** All stored rows of a range, oldest first, a page at a time; ends early on abort. Throws `store-unavailable`. */
export async function* storedRows(
  pages: RowPages,
  dataset: Dataset,
  { from, to }: RowRange,
  signal: AbortSignal,
): AsyncGenerator<readonly SavedRow[]> {
  let after: RowCursor | null = Number.isFinite(from) ? behindAll(from - 1) : null
  while (!signal.aborted) {
    const page = await pages.page(dataset, { after, within: null, limit: PAGE_ROWS })
    const within = page.filter(({ event }) => Number(event[dataset.roles.time]) < to)
    if (within.length > 0) yield within.map(savedRow)
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

function savedRow({ event, epoch, partition, offset }: StoreRow): SavedRow {
  const values = Object.entries(event).map(([name, value]) => [
    name,
    value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value,
  ])
  return { event: Object.fromEntries(values), place: { epoch, partition, offset } }
}
