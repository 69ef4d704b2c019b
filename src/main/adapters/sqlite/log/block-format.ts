import { crc32 } from 'node:zlib'
import type { LoggedRecord, LogRecord } from '@main/ports/event-log'
import { MAX_RECORD_BYTES } from '@main/ports/log-batch'
import { windowsLeft, windowsOf } from './block-window-counts'
import { crc32Of } from './crc32'

/**
 * The bytes of a block: its records' frames, then for each record the end of its frame and the frame's CRC-32, then the CRC-32 of all of
 * that (u32 each, little endian). A frame is event time (f64), key length (u32), key, value. Ends instead of lengths: a damaged end affects
 * only the two records next to it. The block's own checksum makes reading fast: while it is correct, the records' checksums need no check.
 */
const HEADER = 12
const ENTRY = 8
const CHECKSUM = 4

/** A block is closed when its frames reach this size: large enough to be efficient, small enough to read a part of a topic. */
const BLOCK_BYTES = 256 * 1024

const MAX_COUNT = Math.ceil(BLOCK_BYTES / HEADER) + 1
const CAPACITY = BLOCK_BYTES + HEADER + MAX_RECORD_BYTES + MAX_COUNT * ENTRY + CHECKSUM

export interface NewBlock {
  readonly count: number
  readonly minTime: number
  readonly maxTime: number
  /** As `windowsOf` returns it. */
  readonly windows: Uint8Array | null
  /** Valid until the writer's next block. */
  readonly bytes: Uint8Array
}

export interface StoredBlock {
  readonly partition: number
  readonly base: number
  readonly next: number
  readonly minTime: number
  readonly maxTime: number
  readonly loggedAt: number
  readonly windows: Uint8Array | null
  /** An epoch never begins inside a block. */
  readonly epoch: number
  readonly bytes: Buffer
  /** The result of `isSound`. */
  readonly sound: boolean
}

/** The size of a record in a block, in bytes. */
export function framedBytes(record: LogRecord): number {
  return HEADER + ENTRY + record.key.length + record.value.length
}

/** Frames records into blocks, all in one reused buffer. */
export class BlockWriter {
  readonly #frames = Buffer.allocUnsafeSlow(CAPACITY)
  readonly #numbers = new DataView(this.#frames.buffer)
  readonly #entries = new Uint32Array(2 * MAX_COUNT)

  /** Frames `records[order[from..to)]` and passes each block to `take`. */
  write(
    records: readonly LogRecord[],
    order: Uint32Array,
    from: number,
    to: number,
    take: (block: NewBlock) => void,
  ): void {
    const frames = this.#frames
    let [at, count, minTime, maxTime, first] = [0, 0, Infinity, -Infinity, from]
    for (let i = from; i < to; i++) {
      const { key, value, eventTime } = records[order[i] as number] as LogRecord
      const start = at
      this.#numbers.setFloat64(at, eventTime, true)
      this.#numbers.setUint32(at + 8, key.length, true)
      frames.set(key, at + HEADER)
      frames.set(value, at + HEADER + key.length)
      at += HEADER + key.length + value.length
      this.#entries[2 * count] = at
      this.#entries[2 * count + 1] = crc32Of(this.#numbers, start, at)
      count++
      if (eventTime < minTime) minTime = eventTime
      if (eventTime > maxTime) maxTime = eventTime
      if (at >= BLOCK_BYTES || i === to - 1) {
        const windows = windowsOf(timesOf(records, order, first, i + 1), minTime, maxTime)
        take({ count, minTime, maxTime, windows, bytes: this.#close(at, count) })
        ;[at, count, minTime, maxTime, first] = [0, 0, Infinity, -Infinity, i + 1]
      }
    }
  }

  #close(end: number, count: number): Uint8Array {
    for (let i = 0; i < 2 * count; i++) this.#numbers.setUint32(end + 4 * i, this.#entries[i] as number, true)
    const checksumAt = end + count * ENTRY
    this.#numbers.setUint32(checksumAt, crc32(this.#frames.subarray(0, checksumAt)), true)
    return this.#frames.subarray(0, checksumAt + CHECKSUM)
  }
}

function* timesOf(records: readonly LogRecord[], order: Uint32Array, from: number, to: number): Generator<number> {
  for (let i = from; i < to; i++) yield (records[order[i] as number] as LogRecord).eventTime
}

/** Whether the block's bytes are unchanged since they were written. */
export function isSound(bytes: Buffer): boolean {
  const checksumAt = bytes.length - CHECKSUM
  return checksumAt >= 0 && crc32(bytes.subarray(0, checksumAt)) === wordAt(bytes, checksumAt)
}

/**
 * Adds the block's records from offset `from` up to `to` to `into`. Damage never hides an offset: an unreadable record is returned with
 * `intact: false` and an event time inside the window that counted it.
 */
export function readFrames(block: StoredBlock, from: number, to: number, into: LoggedRecord[]): void {
  const { partition, base, loggedAt, epoch, bytes } = block
  for (let offset = from; offset < to; offset++) {
    const { start, keyEnd, end, intact } = frameAt(block, offset - base)
    into.push({
      partition,
      offset,
      epoch,
      loggedAt,
      intact,
      eventTime: intact ? bytes.readDoubleLE(start) : timeOfDamaged(block, offset - base),
      key: bytes.subarray(Math.min(start + HEADER, keyEnd), keyEnd),
      value: bytes.subarray(keyEnd, end),
      ...OWN,
    })
  }
}

/** Only Millrace writes to this log. */
const OWN = { foreign: false, problem: null, records: 1 } as const

interface Frame {
  readonly start: number
  readonly keyEnd: number
  readonly end: number
  readonly intact: boolean
}

function frameAt({ base, next, bytes, sound }: StoredBlock, i: number): Frame {
  const framesEnd = Math.max(0, bytes.length - CHECKSUM - (next - base) * ENTRY)
  const entry = framesEnd + i * ENTRY
  const start = i === 0 ? 0 : wordAt(bytes, entry - ENTRY)
  const end = wordAt(bytes, entry)
  const keyEnd = start + HEADER + wordAt(bytes, start + 8)
  if (keyEnd <= end && end <= framesEnd) {
    const intact = sound || crc32(bytes.subarray(start, end)) === wordAt(bytes, entry + 4)
    return { start, keyEnd, end, intact }
  }
  const readable = start <= end && end <= framesEnd
  return { start, keyEnd: readable ? start : 0, end: readable ? end : 0, intact: false }
}

/** The times of a block's damaged records by index; computed once for each block that is read. */
const damagedTimes = new WeakMap<StoredBlock, ReadonlyMap<number, number>>()

function timeOfDamaged(block: StoredBlock, i: number): number {
  const times = damagedTimes.get(block) ?? findDamagedTimes(block)
  damagedTimes.set(block, times)
  return times.get(i) ?? block.minTime
}

function findDamagedTimes(block: StoredBlock): ReadonlyMap<number, number> {
  const { base, next, bytes, minTime, maxTime } = block
  const frames = Array.from({ length: next - base }, (_, i) => frameAt(block, i))
  const intact = frames.filter((frame) => frame.intact).map(({ start }) => bytes.readDoubleLE(start))
  const damaged = frames.flatMap((frame, i) => (frame.intact ? [] : [i]))
  const windows = windowsLeft(block.windows, intact, damaged.length)
  return new Map(damaged.map((i, n) => [i, Math.min(Math.max(windows?.[n] ?? minTime, minTime), maxTime)]))
}

/** 0 beyond the end, which an intact block never has at these positions. */
function wordAt(bytes: Buffer, at: number): number {
  return at + 4 <= bytes.length ? bytes.readUInt32LE(at) : 0
}
