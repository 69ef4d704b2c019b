/** A place in bytes, moved on by what is read or written there. Kafka's varints are zigzag and little-endian, its integers big-endian. */
export class Cursor {
  constructor(
    readonly bytes: Buffer,
    public at = 0,
  ) {}

  int16(): number {
    this.at += 2
    return this.bytes.readInt16BE(this.at - 2)
  }
  varint(): number {
    const { bytes } = this
    const first = bytes[this.at++] as number
    if (first < 0x80) return (first >>> 1) ^ -(first & 1)
    let value = first & 0x7f
    for (let scale = 0x80; ; scale *= 0x80) {
      const byte = bytes[this.at++]
      if (byte === undefined || scale > 2 ** 56) throw new RangeError('a number runs over the end')
      // Not by shifting, which would lose what is beyond 32 bits.
      value += (byte & 0x7f) * scale
      if (byte < 0x80) return value % 2 === 0 ? value / 2 : -(value + 1) / 2
    }
  }

  putInt16(value: number): void {
    this.at = this.bytes.writeInt16BE(value, this.at)
  }
  putInt32(value: number): void {
    this.at = this.bytes.writeInt32BE(value, this.at)
  }
  putInt64(value: number | bigint): void {
    this.at = this.bytes.writeBigInt64BE(BigInt(value), this.at)
  }
  /** Non-negative, below 2^30. */
  putVarint(value: number): void {
    let left = value * 2
    for (; left > 0x7f; left >>>= 7) this.bytes[this.at++] = (left & 0x7f) | 0x80
    this.bytes[this.at++] = left
  }
  put(bytes: Uint8Array): void {
    this.bytes.set(bytes, this.at)
    this.at += bytes.length
  }
}

/** Bytes that `putVarint` takes. */
export function varintBytes(value: number): number {
  let [bytes, left] = [1, value * 2]
  for (; left > 0x7f; left >>>= 7) bytes++
  return bytes
}

export function int64At(bytes: Buffer, at: number): number {
  return bytes.readInt32BE(at) * 0x1_0000_0000 + bytes.readUInt32BE(at + 4)
}
