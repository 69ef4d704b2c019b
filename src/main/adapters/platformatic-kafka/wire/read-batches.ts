import { type BatchHeader, headerAt, isIntact, nextIntactBatch } from './batch-header'
import { Cursor, int64At } from './cursor'
import { type RecordTaker, readRecords, type Unreadable } from './read-records'
import { BATCH_HEADER } from './write-batch'

const ABORT = 0
/** Once the records of an answer take that much in memory, the rest of it waits for the next one. */
const ENOUGH_BYTES = 16 << 20

/** A transaction that was not committed: its records from this offset on are to be passed over, up to its end. */
export interface AbortedTransaction {
  readonly producerId: bigint
  readonly firstOffset: number
}

/** A broker's answer about a partition. */
export interface Answer {
  readonly batches: Buffer
  readonly aborted: readonly AbortedTransaction[]
  /** Nothing from this offset on is committed yet. */
  readonly lastStable: number
  /** Whether the partition was asked for alone, with room for the largest batch: then nothing in front is cut off that was whole. */
  readonly alone: boolean
}

export interface ReadTo {
  /** The offset to go on from. */
  readonly next: number
  /** Why nothing can be read here, and no later batch can be found in these bytes; null when there is nothing wrong. */
  readonly stuck: string | null
}

/**
 * Hands on every committed record from offset `from` on, past markers of transactions and what was not committed, and what cannot be
 * read in place of the records that it was. A batch that is cut off at the end is left for next time. Never throws for what is in the
 * bytes: they may be damaged in any way.
 */
export function readBatches(answer: Answer, from: number, taker: RecordTaker): ReadTo {
  const bytes = answer.batches
  const open = [...answer.aborted].sort((a, b) => a.firstOffset - b.firstOffset)
  const passedOver = new Set<bigint>()
  let next = from
  let size = 0
  let damaged = false
  for (let start = 0; start + BATCH_HEADER <= bytes.length && size < ENOUGH_BYTES; ) {
    const head = soundHead(answer, start, next)
    if (head === null || typeof head === 'string') {
      // What begins here is looked at again when it is the first of an answer.
      if (next > from && !damaged) return { next, stuck: null }
      const found = answer.alone ? nextIntactBatch(bytes, start, next, answer.lastStable) : null
      if (found === null) return next > from ? { next, stuck: null } : { next, stuck: head ?? 'it is cut off' }
      const base = int64At(bytes, found)
      // Nothing is missing where the broker gave a damaged batch because it looks like the one that was asked for.
      if (base > next) taker.unreadable(between(bytes, start, found, next, head ?? 'its head is damaged'))
      next = base
      start = found
      damaged = true
      continue
    }
    while (open[0] && open[0].firstOffset <= head.last) passedOver.add((open.shift() as AbortedTransaction).producerId)
    if (head.control) {
      if (markerType(bytes, start, head.end) === ABORT) passedOver.delete(head.producerId)
    } else if (!(head.transactional && passedOver.has(head.producerId))) {
      const read = readRecords(bytes, start, head, next, taker)
      if (read.next <= head.last) return { next: read.next, stuck: null }
      size += read.bytes
    } else if (damaged && next > from) {
      // What was damaged may have been the end of that transaction: the broker knows.
      return { next, stuck: null }
    }
    next = Math.max(next, head.last + 1)
    start = head.end
  }
  return { next, stuck: bytes.length > 0 && next === from ? 'nothing in it is a whole batch' : null }
}

/** The head of a batch that can be read as far as its offsets go, in words why not, or null when it may only be cut off. */
function soundHead(
  { batches: bytes, lastStable, alone }: Answer,
  start: number,
  next: number,
): BatchHeader | string | null {
  const head = headerAt(bytes, start)
  if (typeof head === 'string') return head
  if (head.end > bytes.length) return alone && start === 0 ? 'its head is damaged: it ends beyond all there is' : null
  const early = start > 0 ? head.base < next : head.last < next
  if (early) return 'its head is damaged: its offsets are impossible'
  // The broker notes the last stable offset before it reads, so what became stable in between reaches past it.
  const newer = head.base <= next && isIntact(bytes, start, head.end)
  if (head.last >= lastStable && !newer) {
    return alone && start === 0 ? 'its head is damaged: its offsets are impossible' : null
  }
  const follower = head.end + BATCH_HEADER <= bytes.length ? headerAt(bytes, head.end) : null
  // A gap may be one, or a damaged offset: the batch behind it tells.
  if (head.base > next && follower === null && !alone) return null
  const overlaps = follower !== null && typeof follower !== 'string' && follower.base <= head.last
  // The base offset is in no checksum. Of two batches that overlap, the one that does not begin where it should is the damaged one.
  if (overlaps && head.base !== next && follower.base > next)
    return 'its head is damaged: its offsets are those of others'
  // Of a changed batch, what it says of itself is believed only where it says it twice.
  if ((head.control || head.count <= head.last - head.base) && !isIntact(bytes, start, head.end)) {
    return 'its bytes do not match their checksum, and how many records it holds is not known'
  }
  return head
}

/** What is in place of the offsets from `next` up to the batch that was found. */
function between(bytes: Buffer, start: number, found: number, next: number, reason: string): Unreadable {
  const base = int64At(bytes, found)
  return {
    first: next,
    last: base - 1,
    records: base - next,
    bytes: bytes.subarray(start, found),
    timestamp: null,
    reason,
  }
}

/** A control batch holds one record, whose key is a version and a type, two bytes each. Null when it cannot be read. */
function markerType(bytes: Buffer, start: number, end: number): number | null {
  try {
    const cursor = new Cursor(bytes.subarray(0, end), start + BATCH_HEADER)
    cursor.varint()
    cursor.at++
    cursor.varint()
    cursor.varint()
    cursor.varint()
    cursor.at += 2
    return cursor.int16()
  } catch (thrown) {
    if (thrown instanceof RangeError) return null
    throw thrown
  }
}
