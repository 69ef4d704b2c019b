import { gunzipSync, zstdDecompressSync } from 'node:zlib'
import { snappyUncompressor } from 'hysnappy'
import { GrowingBytes } from './growing-bytes'
import { decompressLz4Frame } from './lz4-frame'

const NAMES = ['none', 'gzip', 'snappy', 'lz4', 'zstd'] as const
/** No producer packs that much into one batch, unless it wants to fill the memory of its readers. */
const MOST_BYTES = 64 << 20
/** What Java's producer writes in front of snappy blocks, each with its length: the framing of xerial's library. */
const XERIAL = Buffer.from([0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0])
const XERIAL_HEAD = 16
/** Snappy writes at least three bytes for at most 64. */
const SNAPPY_MOST_RATIO = 64

const uncompress = snappyUncompressor()

/** The records of a batch, whatever their producer compressed them with. Throws a RangeError that says why they cannot be had. */
export function decompressed(bytes: Buffer, compression: number): Buffer {
  const name = NAMES[compression]
  if (name === undefined) throw new RangeError(`its compression has the unknown number ${compression}`)
  try {
    switch (name) {
      case 'none':
        return bytes
      case 'gzip':
        return gunzipSync(bytes, { maxOutputLength: MOST_BYTES })
      case 'zstd':
        return zstdDecompressSync(bytes, { maxOutputLength: MOST_BYTES })
      case 'lz4':
        return decompressLz4Frame(bytes, MOST_BYTES)
      case 'snappy':
        return snappy(bytes)
    }
  } catch (thrown) {
    const why = thrown instanceof Error ? thrown.message : String(thrown)
    throw new RangeError(`it cannot be decompressed as ${name}: ${why}`, { cause: thrown })
  }
}

function snappy(bytes: Buffer): Buffer {
  if (!bytes.subarray(0, XERIAL.length).equals(XERIAL)) return snappyBlock(bytes, MOST_BYTES)
  const content = new GrowingBytes(MOST_BYTES, bytes.length * 2)
  for (let at = XERIAL_HEAD; at < bytes.length; ) {
    const end = at + 4 + bytes.readUInt32BE(at)
    if (end > bytes.length) throw new RangeError('a snappy block runs over its end')
    const block = snappyBlock(bytes.subarray(at + 4, end), MOST_BYTES)
    content.append(block, 0, block.length)
    at = end
  }
  return content.bytes()
}

function snappyBlock(bytes: Buffer, most: number): Buffer {
  const length = snappyLength(bytes)
  if (length > most) throw new RangeError(`decompressed it has more than ${most} bytes`)
  if (length > bytes.length * SNAPPY_MOST_RATIO) throw new RangeError('its length is not that of its content')
  const content = uncompress(bytes, length)
  return Buffer.from(content.buffer, content.byteOffset, content.byteLength)
}

/** A block begins with its decompressed length, seven bits a byte, the lowest first. */
function snappyLength(bytes: Buffer): number {
  let length = 0
  for (let i = 0; i < 5; i++) {
    const byte = bytes.readUInt8(i)
    length += (byte & 0x7f) * 2 ** (7 * i)
    if (byte < 0x80) return length
  }
  throw new RangeError('its length has no end')
}
