import type { Columns } from '@main/ports/columns'
import type { Analysis, LatencyFigures, TypeFigures } from '@shared/model/report'

/**
 * Counts per type. Quantiles are exact, by nearest rank: p95 is the smallest value that at least 95 % of the values do not exceed.
 * Types come in the given order, others after them alphabetically.
 */
export function analyseColumns(columns: Columns, typeOrder: readonly string[]): Omit<Analysis, 'seconds'> {
  const { rows, types, errors } = columns
  const counts = types.names.map(() => ({ events: 0, errors: 0, timed: 0 }))
  let allErrors = 0
  for (let row = 0; row < rows; row++) {
    const count = counts[types.codes[row] ?? -1]
    const error = errors[row] ?? 0
    allErrors += error
    if (!count) continue
    count.events++
    count.errors += error
  }
  const latencies = latenciesByType(columns)
  const codes = errorCodesByType(columns)
  const figures = types.names.map((type, i): TypeFigures => {
    const { events = 0, errors: failed = 0 } = counts[i] ?? {}
    return {
      type,
      events,
      errors: failed,
      errorRate: events === 0 ? 0 : failed / events,
      latency: latencies && latencyFigures(latencies[i]),
      errorCodes: codes[i] ?? [],
    }
  })
  return {
    rows,
    errors: allErrors,
    types: figures.filter((figure) => figure.events > 0).sort(inOrder(typeOrder)),
    latency: columns.latency && latencyFigures(columns.latency.filter((value) => !Number.isNaN(value))),
  }
}

function inOrder(typeOrder: readonly string[]): (a: TypeFigures, b: TypeFigures) => number {
  const place = (type: string) => (typeOrder.includes(type) ? typeOrder.indexOf(type) : typeOrder.length)
  return (a, b) => place(a.type) - place(b.type) || (a.type < b.type ? -1 : 1)
}

/** Each type's latencies, as stretches of one array. */
function latenciesByType({ rows, types, latency }: Columns): Float64Array[] | null {
  if (!latency) return null
  const sizes = new Int32Array(types.names.length)
  const type = (row: number) => (Number.isNaN(latency[row]) ? -1 : (types.codes[row] ?? -1))
  for (let row = 0; row < rows; row++) if (type(row) >= 0) increment(sizes, type(row))
  const all = new Float64Array(sizes.reduce((sum, size) => sum + size, 0))
  const ends = new Int32Array(sizes.length)
  let from = 0
  const stretches = [...sizes].map((size, i) => {
    ends[i] = from
    from += size
    return all.subarray(from - size, from)
  })
  for (let row = 0; row < rows; row++) {
    const of = type(row)
    if (of >= 0) all[increment(ends, of)] = latency[row] as number
  }
  return stretches
}

/** Sorts the values in place. */
function latencyFigures(values: Float64Array | undefined): LatencyFigures | null {
  if (!values || values.length === 0) return null
  values.sort()
  const rank = (share: number) => values[Math.max(0, Math.ceil(share * values.length) - 1)] as number
  return { p50: rank(0.5), p95: rank(0.95), p99: rank(0.99), max: rank(1) }
}

function errorCodesByType({ rows, types, errors, errorCodes }: Columns): { code: string; count: number }[][] {
  if (!errorCodes) return []
  const { names, codes } = errorCodes
  const counts = new Int32Array(types.names.length * names.length)
  for (let row = 0; row < rows; row++) {
    const type = types.codes[row] ?? -1
    const code = codes[row] ?? -1
    if (errors[row] === 1 && type >= 0 && code >= 0) increment(counts, type * names.length + code)
  }
  return types.names.map((_, type) =>
    names
      .map((code, i) => ({ code, count: counts[type * names.length + i] ?? 0 }))
      .filter(({ count }) => count > 0)
      .sort((a, b) => b.count - a.count || (a.code < b.code ? -1 : 1)),
  )
}

/** Returns what it was before. */
function increment(counts: Int32Array, i: number): number {
  const before = counts[i] ?? 0
  counts[i] = before + 1
  return before
}
