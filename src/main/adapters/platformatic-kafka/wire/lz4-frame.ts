import { GrowingBytes } from './growing-bytes'

const MAGIC = 0x184d2204
const VERSION = 0x40
const BLOCK_CHECKSUM = 0x10
const CONTENT_SIZE = 0x08
const DICTIONARY = 0x01
const STORED = 0x8000_0000
/** A match of four bytes is written as length 0. */
const SHORTEST_MATCH = 4
const MORE = 15

/**
 * The content of an LZ4 frame. Its own checksums are not compared: the batch around it has one, and early Kafka clients computed
 * the frame's in a way of their own. Throws a RangeError when it is damaged or holds more than `mostBytes`.
 */
export function decompressLz4Frame(frame: Buffer, mostBytes: number): Buffer {
  if (frame.readUInt32LE(0) !== MAGIC) throw new RangeError('it does not begin as an LZ4 frame')
  const flags = frame.readUInt8(4)
  if ((flags & 0xc0) !== VERSION || flags & DICTIONARY) throw new RangeError('it is an LZ4 frame of an unknown kind')
  let at = 6 + (flags & CONTENT_SIZE ? 8 : 0) + 1
  const content = new GrowingBytes(mostBytes, frame.length * 3)
  for (;;) {
    const size = frame.readUInt32LE(at)
    at += 4
    if (size === 0) return content.bytes()
    const end = at + (size & ~STORED)
    if (end > frame.length) throw new RangeError('an LZ4 block runs over its end')
    if (size & STORED) content.append(frame, at, end)
    else decompressBlock(frame, at, end, content)
    at = end + (flags & BLOCK_CHECKSUM ? 4 : 0)
  }
}

/** A block is a row of sequences: bytes to copy from here, then bytes to repeat from what is there already. */
function decompressBlock(block: Buffer, from: number, end: number, content: GrowingBytes): void {
  let at = from
  const byte = () => {
    if (at >= end) throw new RangeError('an LZ4 sequence runs over its block')
    return block[at++] as number
  }
  const longer = (length: number) => {
    let total = length
    if (length === MORE) {
      let more = 255
      while (more === 255) {
        more = byte()
        total += more
      }
    }
    return total
  }
  while (at < end) {
    const token = byte()
    const literals = longer(token >>> 4)
    if (at + literals > end) throw new RangeError('an LZ4 sequence runs over its block')
    content.append(block, at, at + literals)
    at += literals
    // The last sequence has nothing to repeat.
    if (at === end) return
    const back = byte() | (byte() << 8)
    content.repeat(back, longer(token & MORE) + SHORTEST_MATCH)
  }
}
