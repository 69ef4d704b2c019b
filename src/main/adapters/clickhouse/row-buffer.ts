const FIRST_BYTES = 65_536
const TWO_32 = 4_294_967_296

/** A growing buffer of little-endian values. Callers reserve the space before they write. */
export class RowBuffer {
  private bytes = Buffer.allocUnsafe(FIRST_BYTES)
  private at = 0
  private readonly margin: number

  /** `margin`: bytes that are always free after a `reserve`. */
  constructor(margin: number) {
    this.margin = margin
  }

  clear(): void {
    this.at = 0
  }

  /** The bytes written since `clear`, valid until the next write. */
  written(): Uint8Array {
    return this.bytes.subarray(0, this.at)
  }

  reserve(bytes: number): void {
    const needed = this.at + bytes + this.margin
    if (needed <= this.bytes.length) return
    const grown = Buffer.allocUnsafe(Math.max(needed, this.bytes.length * 2))
    this.bytes.copy(grown, 0, 0, this.at)
    this.bytes = grown
  }

  uint8(value: number): void {
    this.bytes[this.at++] = value
  }

  uint16(value: number): void {
    this.at = this.bytes.writeUInt16LE(value, this.at)
  }

  int32(value: number): void {
    const { bytes } = this
    let { at } = this
    bytes[at++] = value
    bytes[at++] = value >> 8
    bytes[at++] = value >> 16
    bytes[at++] = value >> 24
    this.at = at
  }

  /** A safe integer as 64 bits. */
  int64(value: number): void {
    const high = Math.floor(value / TWO_32)
    this.int32((value - high * TWO_32) | 0)
    this.int32(high | 0)
  }

  float32(value: number): void {
    this.at = this.bytes.writeFloatLE(value, this.at)
  }

  float64(value: number): void {
    this.at = this.bytes.writeDoubleLE(value, this.at)
  }

  /** Length and UTF-8 text. */
  text(value: string): void {
    const { length } = value
    this.reserve(length * 3 + 5)
    if (length < SHORT && this.ascii(value)) return
    const bytes = Buffer.byteLength(value)
    this.varint(bytes)
    this.at += this.bytes.write(value, this.at, 'utf8')
  }

  /** Length and bytes. */
  raw(value: Uint8Array): void {
    this.reserve(value.length + 5)
    this.varint(value.length)
    this.bytes.set(value, this.at)
    this.at += value.length
  }

  /** Bytes without their length. */
  bytesOf(value: Uint8Array): void {
    this.bytes.set(value, this.at)
    this.at += value.length
  }

  /** A whole number as this many bytes, which must be a multiple of four. */
  bigint(value: bigint, bytes: number): void {
    let rest = value
    for (let i = 0; i < bytes; i += 4) {
      this.int32(Number(BigInt.asIntN(32, rest)))
      rest >>= 32n
    }
  }

  /** 16 bytes as two little-endian halves; false when the text is not a UUID. */
  uuid(text: string): boolean {
    if (text.length !== 36) return false
    const { bytes, at } = this
    let bad = 0
    for (let i = 0; i < 16; i++) {
      const from = UUID_CHARS[i] as number
      const high = HEX[text.charCodeAt(from)] ?? BAD
      const low = HEX[text.charCodeAt(from + 1)] ?? BAD
      bad |= high | low
      bytes[at + (i < 8 ? 7 - i : 23 - i)] = (high << 4) | low
    }
    for (const i of UUID_DASHES) if (text.charCodeAt(i) !== DASH) return false
    if (bad >= BAD) return false
    this.at = at + 16
    return true
  }

  /** Most texts are short ASCII, and a call into native code costs more than writing them here. */
  private ascii(value: string): boolean {
    const { bytes } = this
    let at = this.at
    bytes[at++] = value.length
    for (let i = 0; i < value.length; i++) {
      const code = value.charCodeAt(i)
      if (code > 0x7f) return false
      bytes[at++] = code
    }
    this.at = at
    return true
  }

  varint(value: number): void {
    let rest = value
    while (rest > 0x7f) {
      this.uint8((rest & 0x7f) | 0x80)
      rest >>>= 7
    }
    this.uint8(rest)
  }
}

/** For longer texts, Buffer's own writing is faster; below 128 the length is one byte. */
const SHORT = 48
const DASH = 0x2d
const BAD = 16
const UUID_DASHES = [8, 13, 18, 23]
/** The position of each of the 16 bytes in the text. */
const UUID_CHARS = [0, 2, 4, 6, 9, 11, 14, 16, 19, 21, 24, 26, 28, 30, 32, 34]
/** Hexadecimal digits by character code. */
const HEX = Uint8Array.from({ length: 128 }, (_, code) => {
  const digit = '0123456789abcdef'.indexOf(String.fromCharCode(code).toLowerCase())
  return digit < 0 ? BAD : digit
})
