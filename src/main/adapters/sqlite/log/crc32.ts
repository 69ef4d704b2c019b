const POLYNOMIAL = 0xedb8_8320
/** Eight tables of 256: `TABLE[256 * n + byte]` is the checksum of `byte` followed by n zero bytes. */
const TABLE = makeTable()

/**
 * The same checksum as in `node:zlib`. For a short record, the call into zlib costs twice as much as the sum itself, and each append
 * computes one per record.
 */
export function crc32Of(bytes: DataView, start: number, end: number): number {
  const table = TABLE
  let crc = -1
  let at = start
  for (; at + 8 <= end; at += 8) {
    const low = crc ^ bytes.getInt32(at, true)
    const high = bytes.getInt32(at + 4, true)
    crc =
      (table[1792 + (low & 0xff)] as number) ^
      (table[1536 + ((low >>> 8) & 0xff)] as number) ^
      (table[1280 + ((low >>> 16) & 0xff)] as number) ^
      (table[1024 + (low >>> 24)] as number) ^
      (table[768 + (high & 0xff)] as number) ^
      (table[512 + ((high >>> 8) & 0xff)] as number) ^
      (table[256 + ((high >>> 16) & 0xff)] as number) ^
      (table[high >>> 24] as number)
  }
  for (; at < end; at++) crc = (crc >>> 8) ^ (table[(crc ^ bytes.getUint8(at)) & 0xff] as number)
  return ~crc >>> 0
}

function makeTable(): Int32Array {
  const table = new Int32Array(8 * 256)
  for (let byte = 0; byte < 256; byte++) {
    let crc = byte
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ POLYNOMIAL : crc >>> 1
    table[byte] = crc
  }
  for (let i = 256; i < table.length; i++) {
    const before = table[i - 256] as number
    table[i] = (before >>> 8) ^ (table[before & 0xff] as number)
  }
  return table
}
