import type { Store, Stretch, TimeRange } from '@main/ports/store'
import { DAY_MS } from '@shared/lib/time'
import type { Dataset } from '@shared/model/dataset'
import type { LogPlace } from '@shared/model/event-trace'

/** More days than this are queried as one time range: so the statement stays short, and there are many days to scan anyway. */
const MOST_DAYS = 40

export interface Placed extends LogPlace {
  readonly eventTime: number
}

/** Returns which of these records the store holds; looks for each at its own event time. */
export async function findStoredRecords(
  store: Pick<Store, 'stored'>,
  dataset: Dataset,
  records: readonly Placed[],
): Promise<(place: LogPlace) => boolean> {
  if (records.length === 0) return () => false
  const found = new Map<string, Stretch[]>()
  for (const stretch of await store.stored(dataset, stretchesOf(records), timesOf(records))) {
    const same = found.get(partitionKeyOf(stretch))
    if (same) same.push(stretch)
    else found.set(partitionKeyOf(stretch), [stretch])
  }
  return (place) => within(found.get(partitionKeyOf(place)) ?? [], place.offset)
}

function partitionKeyOf({ epoch, partition }: { readonly epoch: number; readonly partition: number }): string {
  return `${epoch} ${partition}`
}

/** From the first to the last offset of each partition and epoch. */
export function stretchesOf(records: readonly LogPlace[]): Stretch[] {
  const spans = new Map<string, { epoch: number; partition: number; from: number; to: number }>()
  for (const { epoch, partition, offset } of records) {
    const span = spans.get(partitionKeyOf({ epoch, partition }))
    if (!span) spans.set(partitionKeyOf({ epoch, partition }), { epoch, partition, from: offset, to: offset + 1 })
    else if (offset < span.from) span.from = offset
    else if (offset >= span.to) span.to = offset + 1
  }
  return [...spans.values()]
}

/** From the first to the last event time of each day. */
function timesOf(records: readonly Placed[]): TimeRange[] {
  const days = new Map<number, { from: number; to: number }>()
  for (const { eventTime } of records) {
    const day = Math.floor(eventTime / DAY_MS)
    const range = days.get(day)
    if (!range) days.set(day, { from: eventTime, to: eventTime + 1 })
    else if (eventTime < range.from) range.from = eventTime
    else if (eventTime >= range.to) range.to = eventTime + 1
  }
  const ranges = [...days.values()]
  if (ranges.length <= MOST_DAYS) return ranges
  const from = ranges.reduce((least, range) => Math.min(least, range.from), Number.POSITIVE_INFINITY)
  return [{ from, to: ranges.reduce((most, range) => Math.max(most, range.to), from) }]
}

/** The ranges are sorted: a binary search. */
function within(stretches: readonly Stretch[], offset: number): boolean {
  let low = 0
  let high = stretches.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((stretches[middle] as Stretch).to <= offset) low = middle + 1
    else high = middle
  }
  const stretch = stretches[low]
  return stretch !== undefined && stretch.from <= offset
}
