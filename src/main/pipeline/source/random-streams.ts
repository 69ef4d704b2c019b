import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus'
import type { JumpableRandomGenerator } from 'pure-rand/types/JumpableRandomGenerator'

/** Numbers in [0, 1); the same seed gives the same numbers. */
export interface Random {
  next(): number
  /** A version 4 UUID. */
  uuid(): string
}

/**
 * `count` streams without overlap, for one seed and one run. Other seeds and runs begin elsewhere in a period of 2^128, so their
 * UUIDs differ.
 */
export function createRandoms(seed: number, run: number, count: number): Random[] {
  const generator = xoroshiro128plusFromState(stateOf(seed, run))
  return Array.from({ length: count }, () => {
    const own = generator.clone() as JumpableRandomGenerator
    generator.jump()
    return { next: () => (own.next() >>> 0) / 0x1_0000_0000, uuid: () => uuid(own) }
  })
}

/** Different for every pair of 32-bit numbers, and very different for similar pairs. */
function stateOf(seed: number, run: number): [number, number, number, number] {
  const a = mix(seed ^ 0x9e3779b9)
  const b = mix(run ^ 0x85ebca6b)
  const c = mix(a ^ Math.imul(b, 0xc2b2ae35))
  return [a, b, c, mix(b ^ Math.imul(c, 0x27d4eb2f)) | 1]
}

/** MurmurHash3's finalizer, a bijection of 32-bit numbers. */
function mix(value: number): number {
  let h = value | 0
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return h ^ (h >>> 16)
}

const HEX = Uint8Array.from(
  Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0')).join(''),
  (digit) => digit.charCodeAt(0),
)
const text = Buffer.alloc(36, '-')

function put(at: number, byte: number): void {
  text[at] = HEX[byte * 2] as number
  text[at + 1] = HEX[byte * 2 + 1] as number
}

/** Written into one buffer: joining strings costs twice as much once they are encoded. */
function uuid(generator: JumpableRandomGenerator): string {
  let word = generator.next()
  put(0, word >>> 24)
  put(2, (word >>> 16) & 0xff)
  put(4, (word >>> 8) & 0xff)
  put(6, word & 0xff)
  word = generator.next()
  put(9, word >>> 24)
  put(11, (word >>> 16) & 0xff)
  put(14, ((word >>> 8) & 0x0f) | 0x40)
  put(16, word & 0xff)
  word = generator.next()
  put(19, ((word >>> 24) & 0x3f) | 0x80)
  put(21, (word >>> 16) & 0xff)
  put(24, (word >>> 8) & 0xff)
  put(26, word & 0xff)
  word = generator.next()
  put(28, word >>> 24)
  put(30, (word >>> 16) & 0xff)
  put(32, (word >>> 8) & 0xff)
  put(34, word & 0xff)
  return text.toString('latin1')
}
