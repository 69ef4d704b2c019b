/** Bytes that come one piece after the other, up to a bound. Throws a RangeError beyond it. */
export class GrowingBytes {
  #held: Buffer
  #length = 0

  constructor(
    private readonly most: number,
    guess: number,
  ) {
    this.#held = Buffer.allocUnsafe(Math.min(most, Math.max(1_024, guess)))
  }

  append(source: Buffer, from: number, end: number): void {
    this.#makeRoom(end - from)
    source.copy(this.#held, this.#length, from, end)
    this.#length += end - from
  }

  /** Appends `length` bytes again that begin `back` bytes before the end; they may overlap what is being written. */
  repeat(back: number, length: number): void {
    if (back === 0 || back > this.#length) throw new RangeError('compressed bytes refer to what is not there')
    this.#makeRoom(length)
    const held = this.#held
    const from = this.#length - back
    if (back >= length) held.copyWithin(this.#length, from, from + length)
    else for (let i = 0; i < length; i++) held[this.#length + i] = held[from + i] as number
    this.#length += length
  }

  bytes(): Buffer {
    return this.#held.subarray(0, this.#length)
  }

  #makeRoom(more: number): void {
    const needed = this.#length + more
    if (needed > this.most) throw new RangeError(`decompressed it has more than ${this.most} bytes`)
    if (needed <= this.#held.length) return
    const grown = Buffer.allocUnsafe(Math.min(this.most, Math.max(needed, this.#held.length * 2)))
    this.#held.copy(grown, 0, 0, this.#length)
    this.#held = grown
  }
}
