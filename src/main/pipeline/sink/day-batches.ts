import type { StoreRow } from '@main/ports/store'
import { DAY_MS } from '@shared/lib/time'

export interface TimedRow {
  readonly row: StoreRow
  /** Epoch ms. */
  readonly eventTime: number
}

/**
 * The rows in batches of one UTC day each, because the store keeps a part for each day: two alternating days make two batches,
 * not one for each change of day. Within a batch the rows keep their order. A partition's offsets may have gaps until the last of
 * the batches is stored; after a crash, `startPosition` handles these gaps.
 */
export function dayBatches(rows: readonly TimedRow[], limit: number): StoreRow[][] {
  const open = new Map<number, StoreRow[]>()
  const batches: StoreRow[][] = []
  for (const { row, eventTime } of rows) {
    const day = Math.floor(eventTime / DAY_MS)
    let batch = open.get(day)
    if (batch === undefined || batch.length >= limit) {
      batch = []
      open.set(day, batch)
      batches.push(batch)
    }
    batch.push(row)
  }
  return batches
}
