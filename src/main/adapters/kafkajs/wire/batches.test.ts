import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { crc32c } from './crc32c'
import { Cursor } from './cursor'
import { type AbortedTransaction, eventTimeOf, headersOf, type PlacedRecord, readBatches } from './read-batches'
import { BATCH_HEAD, mostBytes, type WireRecord, writeBatch } from './write-batch'

const NOW = 1_795_572_000_000
const PRODUCER = { id: 9_007_199_254_740_993n, epoch: 3 }
const LOG_APPEND_TIME = 0x08

interface Made {
  readonly bytes: Buffer
  readonly next: number
}

/** A batch as the broker keeps it: with the offset it was given. */
function batchAt(offset: number, records: readonly WireRecord[], producer = PRODUCER): Made {
  const most = records.reduce((sum, record) => sum + mostBytes(record), BATCH_HEAD)
  const cursor = new Cursor(Buffer.alloc(most))
  writeBatch(cursor, producer, 0, NOW, records.length, (i) => records[i] as WireRecord)
  const bytes = cursor.bytes.subarray(0, cursor.at)
  bytes.writeBigInt64BE(BigInt(offset), 0)
  return { bytes, next: offset + records.length }
}

/** The marker that ends a transaction: a control batch with a record whose key says how. */
function markerAt(offset: number, type: 'abort' | 'commit', producer = PRODUCER): Made {
  const key = Buffer.from([0, 0, 0, type === 'abort' ? 0 : 1])
  const made = batchAt(offset, [{ key, value: Buffer.alloc(6), eventTime: null }], producer)
  return changed(made, (bytes) => bytes.writeInt16BE(bytes.readInt16BE(21) | 0x20, 21))
}

function changed({ bytes, next }: Made, change: (bytes: Buffer) => void): Made {
  const copy = Buffer.from(bytes)
  change(copy)
  copy.writeUInt32BE(crc32c(copy, 21, copy.length), 17)
  return { bytes: copy, next }
}

function texts(bytes: Buffer, from = 0, aborted: readonly AbortedTransaction[] = []) {
  const read: string[] = []
  const next = readBatches(bytes, from, aborted, ({ bytes, offset, valueAt, valueEnd }) => {
    read.push(`${offset} ${bytes.toString('utf8', valueAt, valueEnd)}`)
  })
  return { read, next }
}

const record = (text: string): WireRecord => ({ key: Buffer.from('k'), value: Buffer.from(text), eventTime: 1 })

it('gives back what was written', () => {
  const wire = fc.record({
    key: fc.uint8Array({ maxLength: 300 }),
    value: fc.uint8Array({ maxLength: 20_000 }),
    eventTime: fc.option(fc.integer({ min: -8.64e15, max: 8.64e15 })),
  })
  fc.assert(
    fc.property(fc.array(wire, { minLength: 1, maxLength: 200 }), fc.nat(2 ** 50), (records, offset) => {
      const read: PlacedRecord[] = []
      const { bytes, next } = batchAt(offset, records)
      expect(readBatches(bytes, offset, [], (placed) => read.push(placed))).toBe(next)
      expect(read.map((placed) => placed.offset)).toEqual(records.map((_, i) => offset + i))
      expect(read.every(({ intact, timestamp }) => intact && timestamp === NOW)).toBe(true)
      expect(read.map(eventTimeOf)).toEqual(records.map(({ eventTime }) => eventTime))
      for (const [i, { keyAt, keyEnd, valueAt, valueEnd, bytes }] of read.entries()) {
        expect(bytes.subarray(keyAt, keyEnd).equals(records[i]?.key as Uint8Array)).toBe(true)
        expect(bytes.subarray(valueAt, valueEnd).equals(records[i]?.value as Uint8Array)).toBe(true)
      }
    }),
    { numRuns: 50 },
  )
})

it('takes the time the broker gave the whole batch, where the topic wants that', () => {
  const made = changed(batchAt(0, [record('a')]), (bytes) => {
    bytes.writeInt16BE(bytes.readInt16BE(21) | LOG_APPEND_TIME, 21)
    bytes.writeBigInt64BE(BigInt(NOW + 500), 35)
  })
  const times: number[] = []
  readBatches(made.bytes, 0, [], ({ timestamp }) => times.push(timestamp))
  expect(times).toEqual([NOW + 500])
})

it('begins in the middle of a batch, and leaves one that is cut off for next time', () => {
  const [first, second] = [batchAt(0, ['a', 'b', 'c'].map(record)), batchAt(3, ['d', 'e'].map(record))]
  const both = Buffer.concat([first.bytes, second.bytes])
  expect(texts(both, 1)).toEqual({ read: ['1 b', '2 c', '3 d', '4 e'], next: 5 })
  expect(texts(both.subarray(0, both.length - 1), 1)).toEqual({ read: ['1 b', '2 c'], next: 3 })
  expect(texts(both.subarray(0, 30), 1)).toEqual({ read: [], next: 1 })
})

describe('transactions', () => {
  const other = { id: 7n, epoch: 0 }

  it('leave markers, which are passed', () => {
    const bytes = Buffer.concat([batchAt(0, [record('a')]).bytes, markerAt(1, 'commit').bytes])
    expect(texts(bytes)).toEqual({ read: ['0 a'], next: 2 })
  })

  it('that were undone are passed over, those of others and later ones are not', () => {
    const bytes = Buffer.concat([
      batchAt(0, [record('undone')]).bytes,
      batchAt(1, [record('kept')], other).bytes,
      batchAt(2, [record('undone too')]).bytes,
      markerAt(3, 'abort').bytes,
      batchAt(4, [record('again')]).bytes,
      markerAt(5, 'commit').bytes,
      markerAt(6, 'commit', other).bytes,
    ])
    const aborted = [{ producerId: PRODUCER.id, firstOffset: 0 }]
    expect(texts(bytes, 0, aborted)).toEqual({ read: ['1 kept', '4 again'], next: 7 })
    expect(texts(bytes.subarray(batchAt(0, [record('undone')]).bytes.length), 1, aborted).read).toEqual([
      '1 kept',
      '4 again',
    ])
  })

  it('are undone one after the other', () => {
    const bytes = Buffer.concat([
      batchAt(0, [record('a')]).bytes,
      markerAt(1, 'abort').bytes,
      batchAt(2, [record('b')]).bytes,
      markerAt(3, 'abort').bytes,
      batchAt(4, [record('c')]).bytes,
    ])
    const aborted = [2, 0].map((firstOffset) => ({ producerId: PRODUCER.id, firstOffset }))
    expect(texts(bytes, 0, aborted)).toEqual({ read: ['4 c'], next: 5 })
  })

  it('may have keys that look like a marker’s', () => {
    const looksLikeAbort = { ...record('a'), key: Buffer.from([0, 0, 0, 0]) }
    const bytes = Buffer.concat([batchAt(0, [looksLikeAbort, record('b')]).bytes, markerAt(2, 'abort').bytes])
    expect(texts(bytes, 0, [{ producerId: PRODUCER.id, firstOffset: 0 }])).toEqual({ read: [], next: 3 })
  })
})

it('marks the records of a batch that changed on disk', () => {
  const { bytes } = batchAt(0, [record('abc'), record('def')])
  bytes[bytes.indexOf('abc')] = 0x21
  const intact: boolean[] = []
  readBatches(bytes, 0, [], (placed) => intact.push(placed.intact))
  expect(intact).toEqual([false, false])
})

it('refuses what runs over its end rather than reading elsewhere', () => {
  const { bytes } = batchAt(0, [record('abc')])
  bytes[BATCH_HEAD] = 0x7e
  expect(() => texts(bytes)).toThrow(RangeError)
})

it('reads what others wrote: compressed, with headers of their own', () => {
  const { bytes } = batchAt(0, [record('plain')])
  const records = bytes.subarray(BATCH_HEAD)
  const zipped = Buffer.concat([bytes.subarray(0, BATCH_HEAD), gzipSync(records)])
  zipped.writeInt32BE(zipped.length - 12, 8)
  const made = changed({ bytes: zipped, next: 1 }, (copy) => copy.writeInt16BE(1, 21))
  expect(texts(made.bytes).read).toEqual(['0 plain'])

  const headers = Buffer.from([4, 2, 0x78, 2, 0x31, 4, 0x79, 0x7a, 0])
  expect([...headersOf(headers, 0)].map(([key, value]) => [key, value.toString()])).toEqual([
    ['x', '1'],
    ['yz', ''],
  ])
})
