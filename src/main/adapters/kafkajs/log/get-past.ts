import errors from 'kafkajs/src/protocol/error.js'
import { headAt, isIntact, nextIntactBatch } from '../wire/batch-head'
import { int64At } from '../wire/cursor'
import type { Fetched } from '../wire/fetch'
import { readBatches } from '../wire/read-batches'
import type { RecordTaker } from '../wire/read-records'
import { BATCH_HEAD } from '../wire/write-batch'

/** A batch comes whole however large it is; with this much, what follows a damaged one comes with it. */
const WITH_NEIGHBOURS = 4 << 20
export const CORRUPT_MESSAGE = 2

/** Asks for the batches of one partition alone. */
export type AskAlone = (offset: number, maxBytes: number) => Promise<Fetched>

/**
 * Reads on where an ordinary request makes no progress: the next batch is larger than what was asked for, or it is damaged, even so that
 * the broker itself does not find what follows. Always returns an offset beyond `from`.
 */
export async function getPast(ask: AskAlone, from: number, lastStable: number, taker: RecordTaker): Promise<number> {
  const fetched = await ask(from, WITH_NEIGHBOURS)
  let reason = 'the broker says that it is damaged'
  let bytes: Buffer = Buffer.alloc(0)
  if (fetched.error === 0) {
    const { next, stuck } = readBatches({ ...fetched, alone: true }, from, taker)
    if (next > from) return next
    reason = stuck ?? 'the broker gives nothing in its place'
    bytes = fetched.batches
  } else if (fetched.error !== CORRUPT_MESSAGE) throw errors.createErrorFromCode(fetched.error)
  const next = (await firstReadable(ask, from, lastStable)) ?? lastStable
  const last = next - 1
  taker.unreadable({ first: from, last, records: next - from, bytes, timestamp: null, reason })
  return next
}

/** The offset of the first batch after `from` that can be read, or null when there is none before `end`. */
async function firstReadable(ask: AskAlone, from: number, end: number): Promise<number | null> {
  let unreadable = from
  let found: number | null = null
  for (let step = 1; found === null; step *= 2) {
    const at = Math.min(from + step, end - 1)
    if (at <= unreadable) return null
    found = await readableAt(ask, at, from, end)
    if (found === null) unreadable = at
  }
  // Between the last place without and the first place with one.
  for (let first: number = found; first - unreadable > 1; ) {
    const middle = Math.floor((unreadable + first) / 2)
    const earlier = await readableAt(ask, middle, from, end)
    if (earlier === null) unreadable = middle
    else {
      first = Math.min(middle, earlier)
      found = Math.min(found, earlier)
    }
  }
  return found
}

/** Where the first intact batch begins that the broker gives when it is asked for an offset. */
async function readableAt(ask: AskAlone, offset: number, after: number, end: number): Promise<number | null> {
  const { error, batches } = await ask(offset, WITH_NEIGHBOURS)
  if (error === CORRUPT_MESSAGE) return null
  if (error !== 0) throw errors.createErrorFromCode(error)
  if (batches.length < BATCH_HEAD) return null
  const head = headAt(batches, 0)
  if (typeof head !== 'string' && head.base > after && head.last < end && head.end <= batches.length) {
    if (isIntact(batches, 0, head.end)) return head.base
  }
  const place = nextIntactBatch(batches, 0, after + 1, end)
  return place === null ? null : int64At(batches, place)
}
