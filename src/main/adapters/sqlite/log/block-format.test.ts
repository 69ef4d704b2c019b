import type { LoggedRecord, LogRecord } from '@main/ports/event-log'
import { MAX_RECORD_BYTES } from '@main/ports/log-batch'
import { windowOf } from '@shared/model/window'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { BlockWriter, isSound, readFrames, type StoredBlock } from './block-format'

const writer = new BlockWriter()
const records: fc.Arbitrary<LogRecord[]> = fc.array(
  fc.record({
    key: fc.uint8Array({ maxLength: 20 }),
    value: fc.uint8Array({ maxLength: 200 }),
    eventTime: fc.integer({ min: 0, max: 2e12 }),
  }),
  { minLength: 1, maxLength: 40 },
)

it('returns any records, from any offset to any other', () => {
  fc.assert(
    fc.property(records, fc.nat(1_000), fc.nat(), fc.nat(), (list, base, a, b) => {
      const [block] = blocksOf(list, base)
      if (!block) throw new Error('no block')
      const [from, to] = [base + Math.min(a % list.length, b % list.length), base + (Math.max(a, b) % list.length)]
      const read = readBlock(block, from, Math.max(from, to))
      expect(read.map(plain)).toEqual(list.slice(from - base, Math.max(from, to) - base).map(plain))
      expect(read.every((record) => record.intact)).toBe(true)
    }),
  )
})

it('detects every changed byte, loses at most two records, and loses no offset', () => {
  fc.assert(
    fc.property(records, fc.nat(), fc.integer({ min: 1, max: 255 }), (list, at, change) => {
      const [block] = blocksOf(list, 0)
      if (!block) throw new Error('no block')
      // The last four bytes are the block's own checksum; no record depends on them.
      const position = at % (block.bytes.length - 4)
      block.bytes[position] = (block.bytes[position] as number) ^ change
      const read = readBlock(block, 0, list.length)
      expect(read.map((record) => record.offset)).toEqual(list.map((_, i) => i))
      const damaged = read.filter((record) => !record.intact)
      expect(damaged.length).toBeGreaterThanOrEqual(1)
      expect(damaged.length).toBeLessThanOrEqual(2)
      for (const record of damaged) {
        expect(record.eventTime).toBeGreaterThanOrEqual(block.minTime)
        expect(record.eventTime).toBeLessThanOrEqual(block.maxTime)
      }
      // The counts of every window are as the log counted them.
      expect(read.map((record) => windowOf(record.eventTime)).sort()).toEqual(
        list.map((record) => windowOf(record.eventTime)).sort(),
      )
      const sound = read.filter((record) => record.intact)
      expect(sound.map(plain)).toEqual(sound.map((record) => plain(list[record.offset] as LogRecord)))
    }),
  )
})

it("tolerates damage to the block's checksum alone", () => {
  const [block] = blocksOf([{ key: Buffer.from('k'), value: Buffer.from('v'), eventTime: 1 }], 0)
  if (!block) throw new Error('no block')
  block.bytes.fill(0xff, block.bytes.length - 4)
  expect(isSound(block.bytes)).toBe(false)
  expect(readBlock(block, 0, 1)[0]?.intact).toBe(true)
})

it('loses no offset of a truncated block', () => {
  fc.assert(
    fc.property(records, fc.nat(), (list, keep) => {
      const [block] = blocksOf(list, 0)
      if (!block) throw new Error('no block')
      const cut = { ...block, bytes: block.bytes.subarray(0, keep % block.bytes.length) }
      expect(readBlock(cut, 0, list.length).map((record) => record.offset)).toEqual(list.map((_, i) => i))
    }),
  )
})

it('splits large appends into several blocks without a gap', () => {
  const list = Array.from({ length: 5 }, (_, i) => ({
    key: Buffer.from([i]),
    value: Buffer.alloc(i === 3 ? MAX_RECORD_BYTES - 1 : 100_000, i),
    eventTime: i,
  }))
  const blocks = blocksOf(list, 10)
  expect(blocks.length).toBeGreaterThan(1)
  expect(blocks.flatMap((block) => readBlock(block, block.base, block.next)).map(plain)).toEqual(list.map(plain))
  for (const [i, block] of blocks.entries()) expect(block.base).toBe(blocks[i - 1]?.next ?? 10)
})

type Block = Omit<StoredBlock, 'sound'>

function blocksOf(list: readonly LogRecord[], base: number): Block[] {
  const blocks: Block[] = []
  const order = Uint32Array.from(list, (_, i) => i)
  writer.write(list, order, 0, list.length, ({ count, minTime, maxTime, windows, bytes }) => {
    const from = blocks.at(-1)?.next ?? base
    const common = { partition: 0, base: from, next: from + count, epoch: 7, loggedAt: 0 }
    blocks.push({ ...common, minTime, maxTime, windows, bytes: Buffer.from(bytes) })
  })
  return blocks
}

function readBlock(block: Block, from: number, to: number): LoggedRecord[] {
  const into: LoggedRecord[] = []
  readFrames({ ...block, sound: isSound(block.bytes) }, from, to, into)
  return into
}

function plain({ key, value, eventTime }: LogRecord) {
  return { key: Buffer.from(key).toString('hex'), value: Buffer.from(value).toString('hex'), eventTime }
}
