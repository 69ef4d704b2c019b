/**
 * Counts distinct values in bounded memory: keeps the smallest hashes of all added values, ascending. Exact below `MOST`; above, the
 * standard error is 1/√(MOST − 2), 3 %. Sets of several windows merge into the set of all of them.
 * Source: Bar-Yossef, Jayram, Kumar, Sivakumar, Trevisan, Counting distinct elements in a data stream, RANDOM 2002.
 */
export type Distinct = readonly number[]

const MOST = 1_024
/** Hashes are 52-bit integers. */
const HASHES = 2 ** 52

export function countDistinct(set: Distinct): number {
  const last = set.at(-1)
  return set.length < MOST || last === undefined ? set.length : Math.round((MOST - 1) / ((last + 1) / HASHES))
}

export function mergeDistinct(...sets: readonly Distinct[]): Distinct {
  return smallest(new Set(sets.flat()))
}

export function distinctOf(values: Iterable<string | number | bigint>): Distinct {
  const counter = createDistinctCounter()
  for (const value of values) counter.add(value)
  return counter.set()
}

/** Collects values one at a time, in bounded memory. */
export interface DistinctCounter {
  add(value: string | number | bigint): void
  set(): Distinct
}

/** After this many new hashes, the ones too large to count are dropped. */
const PRUNE_AT = 8 * MOST

export function createDistinctCounter(): DistinctCounter {
  let hashes = new Set<number>()
  return {
    add(value) {
      hashes.add(hashOf(String(value)))
      if (hashes.size >= PRUNE_AT) hashes = new Set(smallest(hashes))
    },
    set: () => smallest(hashes),
  }
}

function smallest(hashes: ReadonlySet<number>): Distinct {
  return [...Float64Array.from(hashes).sort().subarray(0, MOST)]
}

/** Two 32-bit multiplicative hashes (after cyrb53), finalised as MurmurHash3 does, 26 bits of each. */
function hashOf(text: string): number {
  let a = 0xdeadbeef
  let b = 0x41c6ce57
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    a = Math.imul(a ^ unit, 0x9e3779b1)
    b = Math.imul(b ^ unit, 0x5f356495)
  }
  return (finalised(a ^ (b >>> 7)) >>> 6) * 2 ** 26 + (finalised(b ^ (a >>> 9)) >>> 6)
}

function finalised(value: number): number {
  let h = value
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return h ^ (h >>> 16)
}
