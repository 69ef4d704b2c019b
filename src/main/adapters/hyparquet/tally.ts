import type { Columns } from '@main/ports/extract-columns'
import { analysisOfCounts } from '@shared/model/analysis-of-counts'
import type { Analysis, LatencyFigures } from '@shared/model/report'
import { ANY_TYPE } from './find-ranks'
import { figuresOfCounts } from './latency-figures'
import { createValueCounts } from './value-counts'

/** Latency figures by type; `ANY_TYPE` is the key for all rows. */
export type Latencies = ReadonlyMap<number, LatencyFigures | null>

/** Counts one row group after another. Memory grows with the number of types, error codes and latencies, not with the rows. */
export interface Tally {
  /** The names must begin with the names of the previous call. */
  add(columns: Columns): void
  /** Null when there are too many different latencies to count each one. */
  latencies(): Latencies | null
  /** The number of latencies of each type; `ANY_TYPE` is the key for all rows. */
  timed(): ReadonlyMap<number, number>
  /** Types come in the given order, then the others alphabetically. */
  result(typeOrder: readonly string[], latencies: Latencies): Omit<Analysis, 'seconds'>
}

interface TypeCount {
  events: number
  errors: number
  readonly codes: Map<number, number>
}

/** `mostValues`: how many different latencies are counted individually. */
export function createTally(mostValues?: number): Tally {
  const counts: TypeCount[] = []
  const values = createValueCounts(mostValues)
  let [rows, errors, hasLatency] = [0, 0, false]
  let types: readonly string[] = []
  let codes: readonly string[] = []

  const countOf = (type: number): TypeCount => {
    const known = counts[type]
    if (known) return known
    const made = { events: 0, errors: 0, codes: new Map<number, number>() }
    counts[type] = made
    return made
  }

  return {
    add(columns) {
      rows += columns.rows
      types = columns.types.names
      codes = columns.errorCodes?.names ?? []
      hasLatency = columns.latency !== null
      for (let row = 0; row < columns.rows; row++) {
        const type = columns.types.codes[row] ?? -1
        const error = columns.errors[row] ?? 0
        errors += error
        const latency = columns.latency?.[row] ?? Number.NaN
        if (!Number.isNaN(latency)) values.add(type, latency)
        if (type < 0) continue
        const count = countOf(type)
        count.events++
        count.errors += error
        const code = error === 1 ? (columns.errorCodes?.codes[row] ?? -1) : -1
        if (code >= 0) count.codes.set(code, (count.codes.get(code) ?? 0) + 1)
      }
    },
    latencies() {
      const byType = values.counts()
      if (!byType) return null
      const all = new Map<number, number>()
      const figures = new Map<number, LatencyFigures | null>()
      for (const [type, own] of byType) {
        figures.set(type, figuresOfCounts(own))
        for (const [value, count] of own) all.set(value, (all.get(value) ?? 0) + count)
      }
      return figures.set(ANY_TYPE, figuresOfCounts(all))
    },
    timed() {
      const total = [...values.totals.values()].reduce((sum, count) => sum + count, 0)
      return new Map([...values.totals, [ANY_TYPE, total]])
    },
    result(typeOrder, latencies) {
      const latencyOf = (type: number) => (hasLatency ? (latencies.get(type) ?? null) : null)
      const counted = types.map((type, i) => {
        const { events, errors: failed, codes: byCode } = countOf(i)
        const errorCodes = [...byCode].map(([code, count]) => ({ code: codes[code] ?? '', count }))
        return { type, events, errors: failed, latency: latencyOf(i), errorCodes }
      })
      return analysisOfCounts({ rows, errors, types: counted, latency: latencyOf(ANY_TYPE) }, typeOrder)
    },
  }
}
