import type { LatencyFigures } from '@shared/model/report'

/** p95 is the smallest value that at least 95 % of the values do not exceed: exact, by nearest rank. */
const SHARES = [0.5, 0.95, 0.99, 1]

/** The four ranks of `count` values, from 0 on. */
export function ranksOf(count: number): number[] {
  return SHARES.map((share) => Math.max(0, Math.ceil(share * count) - 1))
}

export function figuresOf([p50, p95, p99, max]: readonly number[]): LatencyFigures | null {
  if (p50 === undefined || p95 === undefined || p99 === undefined || max === undefined) return null
  return { p50, p95, p99, max }
}

/** The latency figures when every value was counted. */
export function figuresOfCounts(counts: ReadonlyMap<number, number>): LatencyFigures | null {
  let total = 0
  for (const count of counts.values()) total += count
  if (total === 0) return null
  const values = Float64Array.from(counts.keys()).sort()
  let [at, below] = [0, 0]
  return figuresOf(
    ranksOf(total).map((rank) => {
      for (;;) {
        const value = values[at] as number
        const upTo = below + (counts.get(value) ?? 0)
        if (rank < upTo) return value
        below = upTo
        at++
      }
    }),
  )
}
