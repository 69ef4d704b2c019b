import { kafkaErrorOf } from '../client/kafka-errors'
import { headerAt, isIntact, nextIntactBatch } from '../wire/batch-header'
import { int64At } from '../wire/cursor'
import type { Fetched } from '../wire/fetch'
import { readBatches } from '../wire/read-batches'
import type { RecordTaker, Unreadable } from '../wire/read-records'
import { BATCH_HEADER } from '../wire/write-batch'

/** A batch comes whole however large it is; with this much, what follows a damaged one comes with it. */
const WITH_NEIGHBOURS = 4 << 20
export const CORRUPT_MESSAGE = 2

/** Asks for the batches of one partition alone. */
export type AskAlone = (offset: number, maxBytes: number) => Promise<Fetched>

/**
 * Reads on where an ordinary request makes no progress: the next batch is larger than what was asked for, or it is damaged, even so that
 * the broker itself does not find what follows. Always returns an offset beyond `from`.
 */
export async function readLargeOrDamagedBatch(
  ask: AskAlone,
  from: number,
  lastStable: number,
  taker: RecordTaker,
): Promise<number> {
  const fetched = await ask(from, WITH_NEIGHBOURS)
  let reason = 'the broker says that it is damaged'
  let bytes: Buffer = Buffer.alloc(0)
  if (fetched.error === 0) {
    bytes = fetched.batches
    const hidden = await hiddenBatch(ask, bytes, from, lastStable)
    const missing = { first: from, bytes, timestamp: null, reason: 'the batch before it is damaged' }
    if (hidden) return readFrom(hidden, missing, taker)
    const { next, stuck } = readBatches({ ...fetched, alone: true }, from, taker)
    if (next > from) return next
    reason = stuck ?? 'the broker gives nothing in its place'
  } else if (fetched.error !== CORRUPT_MESSAGE) throw kafkaErrorOf(fetched.error)
  const found = await firstReadable(ask, from, lastStable)
  const missing = { first: from, bytes, timestamp: null, reason }
  if (found) return readFrom(found, missing, taker)
  taker.unreadable({ ...missing, last: lastStable - 1, records: lastStable - from })
  return lastStable
}

/** Reads what was found, and reports what is missing before it. */
function readFrom({ base, fetched }: Found, missing: Missing, taker: RecordTaker): number {
  const { first } = missing
  if (base > first) taker.unreadable({ ...missing, last: base - 1, records: base - first })
  // It is read from this answer: asked for its own offset, a broker may not find it.
  const { next } = readBatches({ ...fetched, alone: true }, base, taker)
  if (next > first) return next
  taker.unreadable({ ...missing, last: first, records: 1 })
  return first + 1
}

/**
 * An intact batch that the answer skips. When a damaged length ends in the middle of the next batch, the broker gives what follows from
 * there; asked for a later offset of that batch, it may find it by its index.
 */
async function hiddenBatch(ask: AskAlone, bytes: Buffer, from: number, end: number): Promise<Found | null> {
  if (bytes.length < BATCH_HEADER || typeof headerAt(bytes, 0) !== 'string') return null
  const place = nextIntactBatch(bytes, 0, from, end)
  return place === null ? null : firstReadable(ask, from, int64At(bytes, place))
}

/** What is reported in place of offsets that cannot be read. */
type Missing = Omit<Unreadable, 'last' | 'records'>

/** An intact batch, and the answer that it is in. */
interface Found {
  readonly base: number
  readonly asked: number
  readonly fetched: Fetched
}

/** The first batch from `from` on that can be read when a later offset is asked for, or null when there is none before `end`. */
async function firstReadable(ask: AskAlone, from: number, end: number): Promise<Found | null> {
  let unreadable = from
  let first: Found | null = null
  for (let step = 1; first === null; step *= 2) {
    const at = Math.min(from + step, end - 1)
    if (at <= unreadable) return null
    first = await readableAt(ask, at, from, end)
    if (first === null) unreadable = at
  }
  // Between the last offset that leads to none and the first one that leads to one.
  while (first.asked - unreadable > 1) {
    const middle = Math.floor((unreadable + first.asked) / 2)
    const earlier = await readableAt(ask, middle, from, end)
    if (earlier === null) unreadable = middle
    else first = earlier
  }
  return first
}

/** The first intact batch that the broker gives when it is asked for an offset. */
async function readableAt(ask: AskAlone, asked: number, from: number, end: number): Promise<Found | null> {
  const fetched = await ask(asked, WITH_NEIGHBOURS)
  const { error, batches } = fetched
  if (error === CORRUPT_MESSAGE) return null
  if (error !== 0) throw kafkaErrorOf(error)
  if (batches.length < BATCH_HEADER) return null
  const head = headerAt(batches, 0)
  if (typeof head !== 'string' && head.base >= from && head.last < end && head.end <= batches.length) {
    if (isIntact(batches, 0, head.end)) return { base: head.base, asked, fetched }
  }
  const place = nextIntactBatch(batches, 0, from, end)
  return place === null ? null : { base: int64At(batches, place), asked, fetched }
}
