import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Cursor } from './cursor'
import { EVENT_TIME_HEADER, headersOf, ownEventTime } from './event-time-header'
import { type AbortedTransaction, readBatches } from './read-batches'
import type { PlacedRecord, Unreadable } from './read-records'
import {
  batchAt,
  COMPRESSIONS,
  changed,
  foreignBatchAt,
  type Made,
  markerAt,
  NOW,
  PRODUCER,
  withRecords,
} from './testing/batches'
import { BATCH_HEADER, type WireRecord } from './write-batch'

const LOG_APPEND_TIME = 0x08
const END = Number.MAX_SAFE_INTEGER

interface Read {
  readonly records: PlacedRecord[]
  readonly unreadable: Unreadable[]
  readonly next: number
  readonly stuck: string | null
}

function read(batches: Buffer, from = 0, aborted: readonly AbortedTransaction[] = [], alone = true): Read {
  const [records, unreadable]: [PlacedRecord[], Unreadable[]] = [[], []]
  const to = readBatches({ batches, aborted, lastStable: END, alone }, from, {
    record: (record) => records.push(record),
    unreadable: (range) => unreadable.push(range),
  })
  return { records, unreadable, ...to }
}

function texts(bytes: Buffer, from = 0, aborted: readonly AbortedTransaction[] = []) {
  const { records, next } = read(bytes, from, aborted)
  const text = ({ bytes, offset, valueAt, valueEnd }: PlacedRecord) =>
    `${offset} ${bytes.toString('utf8', valueAt, valueEnd)}`
  return { read: records.map(text), next }
}

const record = (text: string): WireRecord => ({ key: Buffer.from('k'), value: Buffer.from(text), eventTime: 1 })

it('gives back what was written', () => {
  const wire = fc.record({
    key: fc.uint8Array({ maxLength: 300 }),
    value: fc.uint8Array({ maxLength: 20_000 }),
    eventTime: fc.option(fc.integer({ min: -8.64e15, max: 8.64e15 })),
  })
  fc.assert(
    fc.property(fc.array(wire, { minLength: 1, maxLength: 200 }), fc.nat(2 ** 50), (written, offset) => {
      const { bytes, next } = batchAt(offset, written)
      const { records, ...rest } = read(bytes, offset)
      expect(rest).toEqual({ unreadable: [], next, stuck: null })
      expect(records.map((placed) => placed.offset)).toEqual(written.map((_, i) => offset + i))
      expect(records.every(({ intact, timestamp }) => intact && timestamp === NOW)).toBe(true)
      expect(records.map(ownEventTime)).toEqual(written.map(({ eventTime }) => eventTime))
      for (const [i, { keyAt, keyEnd, valueAt, valueEnd, bytes }] of records.entries()) {
        expect(bytes.subarray(keyAt, keyEnd).equals(written[i]?.key as Uint8Array)).toBe(true)
        expect(bytes.subarray(valueAt, valueEnd).equals(written[i]?.value as Uint8Array)).toBe(true)
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
  expect(read(made.bytes).records.map(({ timestamp }) => timestamp)).toEqual([NOW + 500])
})

it('begins in the middle of a batch, and leaves one that is cut off for next time', () => {
  const [first, second] = [batchAt(0, ['a', 'b', 'c'].map(record)), batchAt(3, ['d', 'e'].map(record))]
  const both = Buffer.concat([first.bytes, second.bytes])
  expect(texts(both, 1)).toEqual({ read: ['1 b', '2 c', '3 d', '4 e'], next: 5 })
  expect(texts(both.subarray(0, both.length - 1), 1)).toEqual({ read: ['1 b', '2 c'], next: 3 })
  expect(read(both.subarray(0, 80), 1, [], false)).toMatchObject({ records: [], next: 1, stuck: 'it is cut off' })
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

describe('what others wrote', () => {
  it.each(COMPRESSIONS)('is read when it is compressed by %s', (by) => {
    const values = Array.from({ length: 300 }, (_, i) => `value ${i} ${'x'.repeat(i % 50)}`)
    const { bytes } = foreignBatchAt(10, values.map(record), by)
    expect(texts(bytes, 10)).toEqual({ read: values.map((value, i) => `${10 + i} ${value}`), next: 310 })
  })

  it('is named with its bytes when it cannot be decompressed, and what follows is read', () => {
    const bad = withRecords(batchAt(0, ['a', 'b', 'c'].map(record)), 2, Buffer.from([200, 1, 0, 0, 7]))
    const { records, unreadable, next } = read(Buffer.concat([bad.bytes, batchAt(3, [record('d')]).bytes]), 1)
    expect(records.map(({ offset }) => offset)).toEqual([3])
    expect(unreadable).toMatchObject([{ first: 1, last: 2, records: 2, timestamp: NOW }])
    expect(unreadable[0]?.reason).toMatch(/decompressed as snappy/)
    expect(unreadable[0]?.bytes).toEqual(bad.bytes)
    expect(next).toBe(4)
  })

  it('may be compressed in an unknown way', () => {
    const { bytes } = withRecords(batchAt(0, [record('a')]), 6, Buffer.from('a'))
    expect(read(bytes).unreadable).toMatchObject([
      { first: 0, last: 0, reason: 'its compression has the unknown number 6' },
    ])
  })

  it('may have no value, which is not the same as an empty one', () => {
    const made = batchAt(0, [{ key: Buffer.from('k'), value: Buffer.alloc(0), eventTime: null }])
    const tombstone = changed(made, (bytes) => bytes.writeUInt8(1, bytes.length - 2))
    expect(read(made.bytes).records).toMatchObject([{ hasValue: true }])
    expect(read(tombstone.bytes).records).toMatchObject([{ hasValue: false }])
  })

  it('may leave gaps, and batches without records', () => {
    const [first, last] = [batchAt(0, [record('a')]), batchAt(20, [record('b')])]
    const empty = changed(withRecords(batchAt(5, [record('gone')]), 0x10, Buffer.alloc(0)), (bytes) =>
      bytes.writeInt32BE(0, 57),
    )
    const bytes = Buffer.concat([first.bytes, empty.bytes, last.bytes])
    expect(texts(bytes)).toEqual({ read: ['0 a', '20 b'], next: 21 })
  })

  it('has headers of its own', () => {
    const headers = Buffer.from([4, 2, 0x78, 2, 0x31, 4, 0x79, 0x7a, 0])
    expect([...headersOf(headers, 0)].map(([key, value]) => [key, value.toString()])).toEqual([
      ['x', '1'],
      ['yz', ''],
    ])
    expect(headersOf(Buffer.from([20, 2]), 0).size).toBe(0)
  })

  it('is never taken for Millrace’s own: outside a transaction, or with a header that only looks like ours', () => {
    const { bytes } = foreignBatchAt(0, [record('a')], 'none')
    expect(read(bytes).records.map(ownEventTime)).toEqual([null])
    const place = (headers: Buffer, transactional: boolean) =>
      ({ bytes: headers, headersAt: 0, transactional }) as Partial<PlacedRecord> as PlacedRecord
    const header = (name: string, time: number) => {
      const cursor = new Cursor(Buffer.alloc(100))
      cursor.putVarint(1)
      cursor.putVarint(name.length)
      cursor.put(Buffer.from(name))
      cursor.putVarint(8)
      cursor.at = cursor.bytes.writeDoubleBE(time, cursor.at)
      return cursor.bytes.subarray(0, cursor.at)
    }
    expect(ownEventTime(place(header('t', NOW), false))).toBeNull()
    expect(ownEventTime(place(header('t', 1e300), true))).toBeNull()
    expect(ownEventTime(place(header(EVENT_TIME_HEADER, Number.NaN), true))).toBeNull()
    expect(ownEventTime(place(header(EVENT_TIME_HEADER, NOW), true))).toBe(NOW)
    // As it was called before.
    expect(ownEventTime(place(header('t', NOW), true))).toBe(NOW)
  })
})

describe('damage', () => {
  const damagedAt = (made: Made, at: number, to: number): Buffer => {
    const copy = Buffer.from(made.bytes)
    copy[at] = to
    return copy
  }

  it('marks the records of a batch that changed on disk', () => {
    const { bytes } = batchAt(0, [record('abc'), record('def')])
    bytes[bytes.indexOf('abc')] = 0x21
    expect(read(bytes).records.map(({ intact }) => intact)).toEqual([false, false])
  })

  it('keeps the readable records and reports the rest', () => {
    const made = batchAt(0, [record('abc'), record('def'), record('ghi')])
    const second = made.bytes.indexOf('def')
    // The length of the value before it.
    const bytes = damagedAt(made, second - 1, 0x7e)
    const { records, unreadable, next } = read(bytes)
    expect(records).toMatchObject([{ offset: 0, intact: false }])
    expect(unreadable).toMatchObject([{ first: 1, last: 2, records: 2 }])
    expect(next).toBe(3)
  })

  it('in a head is passed, up to the next batch', () => {
    const [first, second, third] = [0, 2, 4].map((at) => batchAt(at, [record('a'), record('b')])) as [Made, Made, Made]
    for (const [at, to] of [
      [8, 0x7f],
      [11, 1],
      [16, 9],
      [16, 1],
      [23, 0x40],
      [26, 7],
      [57, 1],
      [60, 0],
    ] as const) {
      const bytes = Buffer.concat([first.bytes, damagedAt(second, at, to), third.bytes])
      const offsets: number[] = []
      let from = 0
      let lost = 0
      for (let i = 0; i < 10 && from < 6; i++) {
        const rest = bytes.subarray(from >= 4 ? first.bytes.length * 2 : from >= 2 ? first.bytes.length : 0)
        const { records, unreadable, next } = read(rest, from)
        offsets.push(...records.filter(({ intact }) => intact).map(({ offset }) => offset))
        lost += unreadable.reduce((sum, range) => sum + range.records, records.filter(({ intact }) => !intact).length)
        from = next
      }
      expect({ at, offsets, lost }).toEqual({ at, offsets: [0, 1, 4, 5], lost: 2 })
    }
  })

  it('of one batch’s length that makes it shorter than its head is no error of the reader', () => {
    const { bytes } = batchAt(0, [record('abc')])
    expect(read(damagedAt({ bytes, next: 1 }, BATCH_HEADER, 0x7e)).unreadable).toHaveLength(1)
    bytes.writeInt32BE(3, 8)
    expect(read(bytes).stuck).toMatch(/shorter/)
  })
})
