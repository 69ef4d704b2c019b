import { crc32 } from 'node:zlib'
import type { LoggedRecord, LogRecord } from '@main/ports/event-log'
import { MAX_RECORD_BYTES } from '@main/ports/log-batch'
import { crc32Of } from './crc32'

/**
 * The bytes of a block: its records' frames, then for each record where its frame ends and the frame's CRC-32, then the CRC-32 of
 * all of that (u32 each, little endian). A frame is event time (f64), key length (u32), key, value. Ends rather than lengths: a
 * damaged one spoils the two records beside it and no others. The block's own checksum makes reading fast: while it is right,
 * those of the records need no look.
 */
const HEADER = 12
const ENTRY = 8
const CHECKSUM = 4

/** A block is closed once its frames reach this size: large enough to be cheap, small enough to read a part of a topic. */
const BLOCK_BYTES = 256 * 1024

const MAX_COUNT = Math.ceil(BLOCK_BYTES / HEADER) + 1
const CAPACITY = BLOCK_BYTES + HEADER + MAX_RECORD_BYTES + MAX_COUNT * ENTRY + CHECKSUM

export interface NewBlock {
  readonly count: number
  readonly minTime: number
  readonly maxTime: number
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
  readonly bytes: Buffer
  /** As `isSound` found it. */
  readonly sound: boolean
}

/** How many bytes a record takes in a block. */
export function framedBytes(record: LogRecord): number {
  return HEADER + ENTRY + record.key.length + record.value.length
}

/** Frames records into blocks, all in one buffer that it keeps. */
export class BlockWriter {
  readonly #frames = Buffer.allocUnsafeSlow(CAPACITY)
  readonly #numbers = new DataView(this.#frames.buffer)
  readonly #entries = new Uint32Array(2 * MAX_COUNT)

  /** Frames `records[order[from..to)]` and hands each block to `take`. */
  write(
    records: readonly LogRecord[],
    order: Uint32Array,
    from: number,
    to: number,
    take: (block: NewBlock) => void,
  ): void {
    const frames = this.#frames
    let [at, count, minTime, maxTime] = [0, 0, Infinity, -Infinity]
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
        take({ count, minTime, maxTime, bytes: this.#close(at, count) })
        ;[at, count, minTime, maxTime] = [0, 0, Infinity, -Infinity]
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

/** Whether the block's bytes are as they were written. */
export function isSound(bytes: Buffer): boolean {
  const checksumAt = bytes.length - CHECKSUM
  return checksumAt >= 0 && crc32(bytes.subarray(0, checksumAt)) === wordAt(bytes, checksumAt)
}

/**
 * Adds the block's records from offset `from` up to `to` to `into`. Damage never hides an offset: what cannot be read is there
 * with `intact: false`, and with an event time within the block's own bounds.
 */
export function readFrames(block: StoredBlock, from: number, to: number, into: LoggedRecord[]): void {
  const { partition, base, loggedAt, bytes } = block
  const framesEnd = Math.max(0, bytes.length - CHECKSUM - (block.next - base) * ENTRY)
  const endOf = (i: number) => (i < 0 ? 0 : wordAt(bytes, framesEnd + i * ENTRY))
  let start = endOf(from - base - 1)
  for (let offset = from; offset < to; offset++) {
    const entry = framesEnd + (offset - base) * ENTRY
    const end = wordAt(bytes, entry)
    const keyEnd = start + HEADER + wordAt(bytes, start + 8)
    if (keyEnd <= end && end <= framesEnd) {
      const intact = block.sound || crc32(bytes.subarray(start, end)) === wordAt(bytes, entry + 4)
      const time = bytes.readDoubleLE(start)
      into.push({
        partition,
        offset,
        loggedAt,
        intact,
        ...OWN,
        eventTime: intact ? time : within(block, time),
        key: bytes.subarray(start + HEADER, keyEnd),
        value: bytes.subarray(keyEnd, end),
      })
    } else {
      const whole = start <= end && end <= framesEnd ? bytes.subarray(start, end) : bytes.subarray(0, 0)
      const eventTime = block.minTime
      const damaged = { partition, offset, loggedAt, intact: false, ...OWN, eventTime }
      into.push({ ...damaged, key: bytes.subarray(0, 0), value: whole })
    }
    start = end
  }
}

/** Nobody else writes to the embedded log, and each of its records can be told from the others. */
const OWN = { foreign: false, problem: null, records: 1 } as const

/** 0 beyond the end, which no sound block has at these places. */
function wordAt(bytes: Buffer, at: number): number {
  return at + 4 <= bytes.length ? bytes.readUInt32LE(at) : 0
}

function within({ minTime, maxTime }: StoredBlock, time: number): number {
  return time >= minTime ? Math.min(time, maxTime) : minTime
}
