import { crc32c } from './crc32c'
import { type Cursor, varintBytes } from './cursor'
import { EVENT_TIME_HEADER_BYTES, EVENT_TIME_HEADER_START } from './event-time-header'

/** What a batch holds before its records: offset, length, leader epoch, magic, checksum, attributes, times, producer, count. */
export const BATCH_HEADER = 61
const MAGIC = 2
const TRANSACTIONAL = 0x10
const ATTRIBUTES_AT = 21

export interface WireRecord {
  readonly key: Uint8Array
  readonly value: Uint8Array
  /** Null: it has no header. */
  readonly eventTime: number | null
}

export interface Producer {
  readonly id: bigint
  readonly epoch: number
}

/** What a record takes in a batch, at most. */
export function mostBytes({ key, value }: WireRecord): number {
  return key.length + value.length + 22 + EVENT_TIME_HEADER_BYTES
}

/** Writes `count` records as one batch of a transaction, uncompressed, in the format of Kafka 0.11 and later. */
export function writeBatch(
  cursor: Cursor,
  producer: Producer,
  firstSequence: number,
  time: number,
  count: number,
  recordAt: (index: number) => WireRecord,
): void {
  const { bytes } = cursor
  const start = cursor.at
  cursor.at = start + ATTRIBUTES_AT
  cursor.putInt16(TRANSACTIONAL)
  cursor.putInt32(count - 1)
  cursor.putInt64(time)
  cursor.putInt64(time)
  cursor.putInt64(producer.id)
  cursor.putInt16(producer.epoch)
  cursor.putInt32(firstSequence)
  cursor.putInt32(count)
  for (let i = 0; i < count; i++) writeRecord(cursor, i, recordAt(i))
  const end = cursor.at
  bytes.writeBigInt64BE(0n, start)
  bytes.writeInt32BE(end - start - 12, start + 8)
  bytes.writeInt32BE(-1, start + 12)
  bytes[start + 16] = MAGIC
  bytes.writeUInt32BE(crc32c(bytes, start + ATTRIBUTES_AT, end), start + 17)
}

function writeRecord(cursor: Cursor, offsetDelta: number, { key, value, eventTime }: WireRecord): void {
  const headers = eventTime === null ? 1 : EVENT_TIME_HEADER_BYTES
  const sized = (length: number) => varintBytes(length) + length
  // Attributes and the time's delta take a byte each: there are no attributes, and all times are the batch's own.
  cursor.putVarint(2 + varintBytes(offsetDelta) + sized(key.length) + sized(value.length) + headers)
  cursor.bytes[cursor.at++] = 0
  cursor.bytes[cursor.at++] = 0
  cursor.putVarint(offsetDelta)
  cursor.putVarint(key.length)
  cursor.put(key)
  cursor.putVarint(value.length)
  cursor.put(value)
  if (eventTime === null) cursor.bytes[cursor.at++] = 0
  else {
    cursor.put(EVENT_TIME_HEADER_START)
    cursor.at = cursor.bytes.writeDoubleBE(eventTime, cursor.at)
  }
}
