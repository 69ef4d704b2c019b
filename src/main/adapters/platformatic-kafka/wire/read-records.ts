import { type BatchHeader, isIntact } from './batch-header'
import { Cursor } from './cursor'
import { decompressed } from './decompress'
import { BATCH_HEADER } from './write-batch'

/** A record where it lies: its key and value are at these places of `bytes`, its headers from `headersAt` on. */
export interface PlacedRecord {
  readonly bytes: Buffer
  readonly offset: number
  readonly timestamp: number
  /** Whether its batch is as it was written. */
  readonly intact: boolean
  /** Whether it was appended in a transaction. */
  readonly transactional: boolean
  /** Kafka's null, as in a tombstone, which differs from an empty value. */
  readonly hasValue: boolean
  readonly keyAt: number
  readonly keyEnd: number
  readonly valueAt: number
  readonly valueEnd: number
  readonly headersAt: number
}

/** Offsets whose records cannot be read one by one. */
export interface Unreadable {
  readonly first: number
  readonly last: number
  /** How many records there are, as far as it can be known. */
  readonly records: number
  /** The batch, or whatever is there in its place, as it is in the log. */
  readonly bytes: Buffer
  /** Of the batch; null when not even that can be read. */
  readonly timestamp: number | null
  readonly reason: string
}

export interface RecordTaker {
  record(record: PlacedRecord): void
  unreadable(range: Unreadable): void
}

/** A small batch can unpack to millions of records. The rest of such a batch is read when it is asked for again, from `next` on. */
const MOST_RECORDS = 100_000

export interface ReadRecords {
  /** What the batch took in memory. */
  readonly bytes: number
  /** The offset to go on from. */
  readonly next: number
}

/** Hands on the records of a batch from offset `from` on, as far as they go at once, and what cannot be read of it. */
export function readRecords(
  bytes: Buffer,
  start: number,
  head: BatchHeader,
  from: number,
  taker: RecordTaker,
): ReadRecords {
  const intact = isIntact(bytes, start, head.end)
  let at = head.base
  let read = 0
  let taken = 0
  let size = head.end - start
  try {
    const records = decompressed(bytes.subarray(start + BATCH_HEADER, head.end), head.compression)
    size = records.length
    const cursor = new Cursor(records)
    for (; read < head.count; read++) {
      const record = readRecord(cursor, head, intact, at)
      at = record.offset + 1
      if (record.offset < from) continue
      if (++taken > MOST_RECORDS) return { bytes: size, next: record.offset }
      taker.record(record)
    }
  } catch (thrown) {
    if (!(thrown instanceof RangeError)) throw thrown
    const first = Math.max(at, from)
    if (first > head.last) return { bytes: size, next: head.last + 1 }
    const damaged = intact ? '' : 'its bytes do not match their checksum, and '
    taker.unreadable({
      first,
      last: head.last,
      records: Math.max(1, Math.min(head.count - read, head.last - first + 1)),
      bytes: bytes.subarray(start, head.end),
      timestamp: head.lastTime,
      reason: damaged + thrown.message,
    })
  }
  return { bytes: size, next: head.last + 1 }
}

/** Its offset must be `least`, or more where compaction has left gaps. */
function readRecord(cursor: Cursor, head: BatchHeader, intact: boolean, least: number): PlacedRecord {
  const length = cursor.varint()
  const end = cursor.at + length
  cursor.at++
  const time = cursor.varint()
  const offset = head.base + cursor.varint()
  const gaps = head.count <= head.last - head.base
  if (!(gaps ? offset >= least && offset <= head.last : offset === least))
    throw new RangeError('the offsets of its records are impossible')
  const keyLength = Math.max(0, cursor.varint())
  const keyAt = cursor.at
  cursor.at += keyLength
  const valueLength = cursor.varint()
  const valueAt = cursor.at
  cursor.at += Math.max(0, valueLength)
  const headersAt = cursor.at
  if (length < 0 || headersAt > end || end > cursor.bytes.length) {
    throw new RangeError(`the record at offset ${offset} runs over its end`)
  }
  cursor.at = end
  return {
    bytes: cursor.bytes,
    offset,
    timestamp: head.logAppendTime ? head.lastTime : head.firstTime + time,
    intact,
    transactional: head.transactional,
    hasValue: valueLength >= 0,
    keyAt,
    keyEnd: keyAt + keyLength,
    valueAt,
    valueEnd: headersAt,
    headersAt,
  }
}
