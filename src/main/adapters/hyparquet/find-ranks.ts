/** A value to find: the one at `rank`, counted from 0, among the values of a type in ascending order. */
interface Wanted {
  readonly rank: number
  /** The known leading digits of the value, and the number of values below all those that begin with these digits. */
  high: number
  low: number
  below: number
  counts: Map<number, number>
}

/** Rows of any type. */
export const ANY_TYPE = -2

export type EachValue = (visit: (type: number, value: number) => void) => Promise<void>

const PASSES = 4
const DIGIT_BITS = 16

/**
 * The exact values at the given ranks of each type, found by reading all values four times. Each pass determines the next 16 of a double's
 * 64 bits, so it keeps at most 65,536 counts per rank, whatever the number of values.
 */
export async function findRanks(
  ranks: ReadonlyMap<number, readonly number[]>,
  eachValue: EachValue,
): Promise<ReadonlyMap<number, readonly number[]>> {
  const wanted = new Map<number, Wanted[]>()
  for (const [type, own] of ranks) {
    wanted.set(
      type,
      own.map((rank) => ({ rank, high: 0, low: 0, below: 0, counts: new Map() })),
    )
  }
  const ofAll = wanted.get(ANY_TYPE) ?? []
  for (let pass = 0; pass < PASSES; pass++) {
    await eachValue((type, value) => {
      split(value)
      for (const one of ofAll) count(one, pass)
      for (const one of wanted.get(type) ?? []) count(one, pass)
    })
    for (const all of wanted.values()) for (const one of all) chooseDigit(one, pass)
  }
  return new Map([...wanted].map(([type, all]) => [type, all.map(({ high, low }) => joined(high, low))]))
}

const bits = new DataView(new ArrayBuffer(8))
/** The 64 bits of the current value, changed so that they sort like the values. */
let high = 0
let low = 0

function split(value: number): void {
  bits.setFloat64(0, value)
  high = bits.getUint32(0)
  low = bits.getUint32(4)
  if (high >= 0x80000000) {
    high = ~high >>> 0
    low = ~low >>> 0
  } else high = (high | 0x80000000) >>> 0
}

function joined(ordered: number, rest: number): number {
  const positive = ordered >= 0x80000000
  bits.setUint32(0, positive ? ordered & 0x7fffffff : ~ordered >>> 0)
  bits.setUint32(4, positive ? rest : ~rest >>> 0)
  return bits.getFloat64(0)
}

function count(one: Wanted, pass: number): void {
  const matches =
    pass === 0 ||
    (pass === 1 && high >>> DIGIT_BITS === one.high >>> DIGIT_BITS) ||
    (high === one.high && (pass === 2 || low >>> DIGIT_BITS === one.low >>> DIGIT_BITS))
  if (!matches) return
  const word = pass < 2 ? high : low
  const digit = pass % 2 === 0 ? word >>> DIGIT_BITS : word & 0xffff
  one.counts.set(digit, (one.counts.get(digit) ?? 0) + 1)
}

function chooseDigit(one: Wanted, pass: number): void {
  for (const digit of [...one.counts.keys()].sort((a, b) => a - b)) {
    const upTo = one.below + (one.counts.get(digit) ?? 0)
    if (one.rank < upTo) {
      const shifted = pass % 2 === 0 ? (digit << DIGIT_BITS) >>> 0 : digit
      if (pass < 2) one.high = (one.high | shifted) >>> 0
      else one.low = (one.low | shifted) >>> 0
      break
    }
    one.below = upTo
  }
  one.counts = new Map()
}
