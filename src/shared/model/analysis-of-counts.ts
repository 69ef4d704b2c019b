import type { Analysis, TypeFigures } from './report'

/** What any engine counts; types and error codes in any order. */
export interface AnalysisCounts extends Pick<Analysis, 'rows' | 'errors' | 'latency'> {
  readonly types: readonly Omit<TypeFigures, 'errorRate'>[]
}

/** Types come in the given order, then the others alphabetically; types without events are left out. */
export function analysisOfCounts(counts: AnalysisCounts, typeOrder: readonly string[]): Omit<Analysis, 'seconds'> {
  const rankOf = new Map(typeOrder.map((type, rank) => [type, rank]))
  const rank = (type: string) => rankOf.get(type) ?? typeOrder.length
  const { rows, errors, latency } = counts
  return {
    rows,
    errors,
    types: counts.types
      .filter(({ events }) => events > 0)
      .map((counted) => ({
        type: counted.type,
        events: counted.events,
        errors: counted.errors,
        errorRate: counted.errors / counted.events,
        latency: counted.latency,
        errorCodes: [...counted.errorCodes].sort((a, b) => b.count - a.count || byCodeUnits(a.code, b.code)),
      }))
      .sort((a, b) => rank(a.type) - rank(b.type) || byCodeUnits(a.type, b.type)),
    latency,
  }
}

/** As JavaScript compares texts, so that the order is the same everywhere. */
function byCodeUnits(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
