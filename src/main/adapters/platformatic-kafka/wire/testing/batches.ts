import { gzipSync, zstdCompressSync } from 'node:zlib'
import { snappyCompress } from 'hysnappy'
import { crc32c } from '../crc32c'
import { Cursor } from '../cursor'
import { BATCH_HEADER, mostBytes, type WireRecord, writeBatch } from '../write-batch'

export const NOW = 1_795_572_000_000
export const PRODUCER = { id: 9_007_199_254_740_993n, epoch: 3 }

export interface Made {
  readonly bytes: Buffer
  readonly next: number
}

/** A batch as the broker keeps it: with the offset it was given. */
export function batchAt(offset: number, records: readonly WireRecord[], producer = PRODUCER): Made {
  const most = records.reduce((sum, record) => sum + mostBytes(record), BATCH_HEADER)
  const cursor = new Cursor(Buffer.alloc(most))
  writeBatch(cursor, producer, 0, NOW, records.length, (i) => records[i] as WireRecord)
  const bytes = cursor.bytes.subarray(0, cursor.at)
  bytes.writeBigInt64BE(BigInt(offset), 0)
  return { bytes, next: offset + records.length }
}

/** The marker that ends a transaction: a control batch with a record whose key says how. */
export function markerAt(offset: number, type: 'abort' | 'commit', producer = PRODUCER): Made {
  const key = Buffer.from([0, 0, 0, type === 'abort' ? 0 : 1])
  const made = batchAt(offset, [{ key, value: Buffer.alloc(6), eventTime: null }], producer)
  return changed(made, (bytes) => bytes.writeInt16BE(bytes.readInt16BE(21) | 0x20, 21))
}

/** The same batch with something changed before its checksum was made. */
export function changed({ bytes, next }: Made, change: (bytes: Buffer) => void): Made {
  const copy = Buffer.from(bytes)
  change(copy)
  copy.writeUInt32BE(crc32c(copy, 21, copy.length), 17)
  return { bytes: copy, next }
}

const COMPRESSORS = {
  none: [0, (records: Buffer) => records],
  gzip: [1, (records: Buffer) => gzipSync(records)],
  snappy: [2, (records: Buffer) => Buffer.from(snappyCompress(records))],
  xerial: [2, xerial],
  lz4: [3, lz4Literals],
  zstd: [4, (records: Buffer) => zstdCompressSync(records)],
} as const

export type CompressedBy = keyof typeof COMPRESSORS
export const COMPRESSIONS = Object.keys(COMPRESSORS) as CompressedBy[]

/** A batch of another producer: outside a transaction, compressed. */
export function foreignBatchAt(offset: number, records: readonly WireRecord[], by: CompressedBy): Made {
  const [number, compress] = COMPRESSORS[by]
  const made = batchAt(offset, records, { id: -1n, epoch: -1 })
  return withRecords(made, number, compress(made.bytes.subarray(BATCH_HEADER)))
}

/** The batch with other bytes as its records, and what says how they are compressed. */
export function withRecords({ bytes, next }: Made, compression: number, records: Buffer): Made {
  const whole = Buffer.concat([bytes.subarray(0, BATCH_HEADER), records])
  whole.writeInt32BE(whole.length - 12, 8)
  return changed({ bytes: whole, next }, (copy) => copy.writeInt16BE(compression, 21))
}

function xerial(records: Buffer): Buffer {
  const parts = [Buffer.from([0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0, 0, 0, 0, 1, 0, 0, 0, 1])]
  for (let at = 0; at < records.length; at += 1_000) {
    const block = Buffer.from(snappyCompress(records.subarray(at, at + 1_000)))
    const length = Buffer.alloc(4)
    length.writeUInt32BE(block.length)
    parts.push(length, block)
  }
  return Buffer.concat(parts)
}

/** An LZ4 frame that repeats nothing: one sequence of literals. Frames that do are recorded in the test of the decompressor. */
function lz4Literals(records: Buffer): Buffer {
  const lengths: number[] = []
  let left = records.length - 15
  for (; left >= 255; left -= 255) lengths.push(255)
  if (left >= 0) lengths.push(left)
  const block = Buffer.concat([Buffer.from([Math.min(15, records.length) << 4, ...lengths]), records])
  const head = Buffer.from([0x04, 0x22, 0x4d, 0x18, 0x60, 0x70, 0x73, 0, 0, 0, 0])
  head.writeUInt32LE(block.length, 7)
  return Buffer.concat([head, block, Buffer.alloc(4)])
}
