/**
 * Counts each value of each type. Latencies are whole milliseconds in practice, so a window of any size has a few thousand different ones.
 * With more than `MOST`, it keeps only the number of values of each type, and their ranks must be found by reading the file again
 * (`findRanks`).
 */
export interface ValueCounts {
  /** -1 for a row without a type. */
  add(type: number, value: number): void
  /** The number of values of each type. */
  readonly totals: ReadonlyMap<number, number>
  /** By type; null when there are too many different values. */
  counts(): ReadonlyMap<number, ReadonlyMap<number, number>> | null
}

/** About 10 MB in memory. */
const MOST = 100_000

export function createValueCounts(most = MOST): ValueCounts {
  const totals = new Map<number, number>()
  let counts: Map<number, Map<number, number>> | null = new Map()
  let kept = 0
  return {
    totals,
    add(type, value) {
      totals.set(type, (totals.get(type) ?? 0) + 1)
      if (!counts) return
      const own = counts.get(type) ?? new Map<number, number>()
      if (own.size === 0) counts.set(type, own)
      const before = own.get(value)
      own.set(value, (before ?? 0) + 1)
      if (before === undefined && ++kept > most) counts = null
    },
    counts: () => counts,
  }
}
