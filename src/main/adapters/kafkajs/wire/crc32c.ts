const POLYNOMIAL = 0x82f63b78
const SLICES = 8

/** CRC-32C (Castagnoli), the checksum of Kafka's record batches, eight bytes a step. zlib has only the other one. */
export function crc32c(bytes: Buffer, from: number, to: number): number {
  const [t0, t1, t2, t3, t4, t5, t6, t7] = TABLES
  let crc = -1
  let at = from
  for (const last = to - SLICES; at <= last; at += SLICES) {
    const low = crc ^ bytes.readInt32LE(at)
    crc =
      (t7[low & 0xff] as number) ^
      (t6[(low >>> 8) & 0xff] as number) ^
      (t5[(low >>> 16) & 0xff] as number) ^
      (t4[low >>> 24] as number) ^
      (t3[bytes[at + 4] as number] as number) ^
      (t2[bytes[at + 5] as number] as number) ^
      (t1[bytes[at + 6] as number] as number) ^
      (t0[bytes[at + 7] as number] as number)
  }
  for (; at < to; at++) crc = (crc >>> 8) ^ (t0[(crc ^ (bytes[at] as number)) & 0xff] as number)
  return ~crc >>> 0
}

type Eight = [Int32Array, Int32Array, Int32Array, Int32Array, Int32Array, Int32Array, Int32Array, Int32Array]

/** `TABLES[k][b]`: what byte `b` does to the checksum when `k` bytes follow it. */
const TABLES = tables()

function tables(): Eight {
  const of = () => new Int32Array(256)
  const made: Eight = [of(), of(), of(), of(), of(), of(), of(), of()]
  const [first] = made
  for (let byte = 0; byte < 256; byte++) {
    let crc = byte
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ POLYNOMIAL : crc >>> 1
    first[byte] = crc
  }
  for (let k = 1; k < SLICES; k++) {
    const [table, before] = [made[k] as Int32Array, made[k - 1] as Int32Array]
    for (let byte = 0; byte < 256; byte++) {
      const crc = before[byte] as number
      table[byte] = (crc >>> 8) ^ (first[crc & 0xff] as number)
    }
  }
  return made
}
