import { crc32c } from './crc32c'
import { int64At } from './cursor'
import { BATCH_HEADER } from './write-batch'

const MAGIC_AT = 16
const CHECKSUM_AT = 17
const ATTRIBUTES_AT = 21
/** The shortest that a broker can have kept: a head without records. */
const SHORTEST = BATCH_HEADER - 12

const COMPRESSION = 0x07
const LOG_APPEND_TIME = 0x08
const TRANSACTIONAL = 0x10
const CONTROL = 0x20

/** What a batch says of itself before its records. */
export interface BatchHeader {
  readonly base: number
  readonly last: number
  /** Where it ends in the bytes, which may be beyond them. */
  readonly end: number
  /** How many records it says it holds. Compaction leaves fewer than there are offsets. */
  readonly count: number
  readonly compression: number
  readonly transactional: boolean
  readonly control: boolean
  readonly logAppendTime: boolean
  readonly firstTime: number
  readonly lastTime: number
  readonly producerId: bigint
}

/** The header at a place, or in words why there is none. At least `BATCH_HEADER` bytes must be there. */
export function headerAt(bytes: Buffer, start: number): BatchHeader | string {
  const base = int64At(bytes, start)
  const length = bytes.readInt32BE(start + 8)
  const magic = bytes[start + MAGIC_AT]
  if (magic === 0 || magic === 1) return 'it has the format of Kafka before 0.11, or its head is damaged'
  if (magic !== 2) return 'its head is damaged: it has no known format'
  if (length < SHORTEST) return 'its head is damaged: it is shorter than its head'
  const delta = bytes.readInt32BE(start + 23)
  const count = bytes.readInt32BE(start + 57)
  if (base < 0 || delta < 0) return 'its head is damaged: its offsets are impossible'
  if (count < 0 || count > delta + 1) return 'its head is damaged: it has more records than offsets'
  const attributes = bytes.readInt16BE(start + ATTRIBUTES_AT)
  return {
    base,
    last: base + delta,
    end: start + 12 + length,
    count,
    compression: attributes & COMPRESSION,
    transactional: (attributes & TRANSACTIONAL) !== 0,
    control: (attributes & CONTROL) !== 0,
    logAppendTime: (attributes & LOG_APPEND_TIME) !== 0,
    firstTime: int64At(bytes, start + 27),
    lastTime: int64At(bytes, start + 35),
    producerId: bytes.readBigInt64BE(start + 43),
  }
}

/** Whether a batch is as it was written. Its base offset, length and format are not part of what its checksum covers. */
export function isIntact(bytes: Buffer, start: number, end: number): boolean {
  return crc32c(bytes, start + ATTRIBUTES_AT, end) === bytes.readUInt32BE(start + CHECKSUM_AT)
}

/**
 * The place of the first intact batch after `start` whose offsets lie in `[from, end)`: where reading can go on after a damage.
 * Null when these bytes hold none.
 */
export function nextIntactBatch(bytes: Buffer, start: number, from: number, end: number): number | null {
  const isGood = (at: number) => {
    const head = headerAt(bytes, at)
    if (typeof head === 'string' || head.base < from || head.last >= end || head.end > bytes.length) return false
    return isIntact(bytes, at, head.end)
  }
  const length = start + 12 <= bytes.length ? bytes.readInt32BE(start + 8) : -1
  const neighbour = start + 12 + length
  if (length >= SHORTEST && neighbour + BATCH_HEADER <= bytes.length && isGood(neighbour)) return neighbour
  for (let at = start + 1; at + BATCH_HEADER <= bytes.length; at++) {
    // The first bytes of an offset are zeros for the next thousand years.
    if (bytes[at + MAGIC_AT] === 2 && bytes[at] === 0 && isGood(at)) return at
  }
  return null
}
