import type { LogRecord } from '@main/ports/event-log'

const HEAD = 16

/** Records one after another: key length, value length, event time, key, value. */
export function packRecords(records: readonly LogRecord[]): Uint8Array {
  const size = records.reduce((sum, { key, value }) => sum + HEAD + key.length + value.length, 0)
  const packed = Buffer.alloc(size)
  let at = 0
  for (const { key, value, eventTime } of records) {
    packed.writeUInt32LE(key.length, at)
    packed.writeUInt32LE(value.length, at + 4)
    packed.writeDoubleLE(eventTime, at + 8)
    packed.set(key, at + HEAD)
    packed.set(value, at + HEAD + key.length)
    at += HEAD + key.length + value.length
  }
  return packed
}

export function unpackRecords(bytes: Uint8Array): LogRecord[] {
  const packed = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const records: LogRecord[] = []
  for (let at = 0; at < packed.length; ) {
    const [key, value] = [packed.readUInt32LE(at), packed.readUInt32LE(at + 4)]
    const start = at + HEAD
    const eventTime = packed.readDoubleLE(at + 8)
    records.push({
      key: packed.subarray(start, start + key),
      value: packed.subarray(start + key, start + key + value),
      eventTime,
    })
    at = start + key + value
  }
  return records
}
