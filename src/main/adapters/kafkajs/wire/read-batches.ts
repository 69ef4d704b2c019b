import { gunzipSync, zstdDecompressSync } from 'node:zlib'
import { crc32c } from './crc32c'
import { Cursor, int64At } from './cursor'
import { BATCH_HEAD, EVENT_TIME_HEADER } from './write-batch'

const MAGIC_AT = 16
const CHECKSUM_AT = 17
const ATTRIBUTES_AT = 21
const COMPRESSION = 0x07
const LOG_APPEND_TIME = 0x08
const TRANSACTIONAL = 0x10
const CONTROL = 0x20
const ABORT = 0

/** A transaction that was not committed: its records from this offset on are to be passed over, up to its end. */
export interface AbortedTransaction {
  readonly producerId: bigint
  readonly firstOffset: number
}

/** A record where it stands: its key and value are at these places of `bytes`, its headers from `headersAt` on. */
export interface PlacedRecord {
  readonly bytes: Buffer
  readonly offset: number
  readonly timestamp: number
  /** Whether its batch is as it was written. */
  readonly intact: boolean
  readonly keyAt: number
  readonly keyEnd: number
  readonly valueAt: number
  readonly valueEnd: number
  readonly headersAt: number
}

/**
 * Hands every committed record from offset `from` on to `take`, and returns the offset to go on from: past markers of transactions
 * and what was not committed. A batch that is cut off at the end is left for next time. Throws when bytes are no batches at all.
 */
export function readBatches(
  bytes: Buffer,
  from: number,
  aborted: readonly AbortedTransaction[],
  take: (record: PlacedRecord) => void,
): number {
  const open = [...aborted].sort((a, b) => a.firstOffset - b.firstOffset)
  const passedOver = new Set<bigint>()
  let next = from
  for (let start = 0; start + BATCH_HEAD <= bytes.length; ) {
    const base = int64At(bytes, start)
    const end = start + 12 + bytes.readInt32BE(start + 8)
    if (end > bytes.length) break
    if (end < start + BATCH_HEAD) throw new RangeError(`a batch at offset ${base} is shorter than its head`)
    if (bytes[start + MAGIC_AT] !== 2) throw new RangeError(`a batch at offset ${base} has an old format`)
    const attributes = bytes.readInt16BE(start + ATTRIBUTES_AT)
    const last = base + bytes.readInt32BE(start + 23)
    const producerId = bytes.readBigInt64BE(start + 43)
    while (open[0] && open[0].firstOffset <= last) passedOver.add((open.shift() as AbortedTransaction).producerId)
    if (attributes & CONTROL) {
      if (markerType(bytes, start) === ABORT) passedOver.delete(producerId)
    } else if (!(attributes & TRANSACTIONAL && passedOver.has(producerId))) {
      readRecords(bytes, start, end, attributes, from, take)
    }
    next = Math.max(next, last + 1)
    start = end
  }
  return next
}

function readRecords(
  bytes: Buffer,
  start: number,
  end: number,
  attributes: number,
  from: number,
  take: (record: PlacedRecord) => void,
): void {
  const base = int64At(bytes, start)
  const intact = crc32c(bytes, start + ATTRIBUTES_AT, end) === bytes.readUInt32BE(start + CHECKSUM_AT)
  const firstTime = int64At(bytes, start + 27)
  const lastTime = int64At(bytes, start + 35)
  const count = bytes.readInt32BE(start + 57)
  const cursor = recordsOf(bytes.subarray(0, end), start + BATCH_HEAD, attributes & COMPRESSION)
  for (let i = 0; i < count; i++) {
    const length = cursor.varint()
    const recordEnd = cursor.at + length
    cursor.at++
    const time = cursor.varint()
    const offset = base + cursor.varint()
    const keyLength = Math.max(0, cursor.varint())
    const keyAt = cursor.at
    cursor.at += keyLength
    const valueLength = Math.max(0, cursor.varint())
    const valueAt = cursor.at
    cursor.at += valueLength
    if (length < 0 || cursor.at > recordEnd || recordEnd > cursor.bytes.length) {
      throw new RangeError(`the record at offset ${offset} runs over its end`)
    }
    if (offset >= from) {
      take({
        bytes: cursor.bytes,
        offset,
        timestamp: attributes & LOG_APPEND_TIME ? lastTime : firstTime + time,
        intact,
        keyAt,
        keyEnd: keyAt + keyLength,
        valueAt,
        valueEnd: valueAt + valueLength,
        headersAt: cursor.at,
      })
    }
    cursor.at = recordEnd
  }
}

/** Millrace does not compress what it appends; others may. */
function recordsOf(bytes: Buffer, at: number, compression: number): Cursor {
  switch (compression) {
    case 0:
      return new Cursor(bytes, at)
    case 1:
      return new Cursor(gunzipSync(bytes.subarray(at)))
    case 4:
      return new Cursor(zstdDecompressSync(bytes.subarray(at)))
    default:
      throw new RangeError('its batches are compressed by something else than gzip or zstd')
  }
}

/** A control batch holds one record, whose key is a version and a type, two bytes each. */
function markerType(bytes: Buffer, start: number): number {
  const cursor = new Cursor(bytes, start + BATCH_HEAD)
  cursor.varint()
  cursor.at++
  cursor.varint()
  cursor.varint()
  cursor.varint()
  return bytes.readInt16BE(cursor.at + 2)
}

const TIME_KEY = EVENT_TIME_HEADER.charCodeAt(0)

/** What the record's own header says, or null when it has none: then somebody else wrote it. */
export function eventTimeOf({ bytes, headersAt }: PlacedRecord): number | null {
  // As Millrace writes it: one header, its key of one byte, its value of eight.
  if (bytes[headersAt] === 2 && bytes[headersAt + 1] === 2 && bytes[headersAt + 2] === TIME_KEY) {
    return bytes[headersAt + 3] === 16 ? bytes.readDoubleBE(headersAt + 4) : null
  }
  const value = headersOf(bytes, headersAt).get(EVENT_TIME_HEADER)
  return value?.length === 8 ? value.readDoubleBE(0) : null
}

export function headersOf(bytes: Buffer, headersAt: number): Map<string, Buffer> {
  const cursor = new Cursor(bytes, headersAt)
  const headers = new Map<string, Buffer>()
  const part = () => {
    const length = Math.max(0, cursor.varint())
    cursor.at += length
    return bytes.subarray(cursor.at - length, cursor.at)
  }
  for (let left = cursor.varint(); left > 0; left--) headers.set(part().toString(), part())
  return headers
}
