/**
 * Counts each value of each type. Latencies are whole milliseconds in practice, so a window of any size has a few thousand of them.
 * Where there are more than `MOST`, nothing is kept but how many values there are of each type, and their ranks have to be found by
 * reading the file again (`findRanks`).
 */
export interface ValueCounts {
  /** -1 for a row without a type. */
  add(type: number, value: number): void
  /** How many values there are of each type. */
  readonly totals: ReadonlyMap<number, number>
  /** By type; null when there are too many values. */
  counts(): ReadonlyMap<number, ReadonlyMap<number, number>> | null
}

/** About 10 MB of them. */
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
