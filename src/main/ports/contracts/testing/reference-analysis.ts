import { type Dataset, type Event, NO_TYPE, ONLY_TYPE } from '@shared/model/dataset'
import type { Analysis, LatencyFigures } from '@shared/model/report'

/** The figures as their definition says, without any thought of speed: what every engine must give. */
export function referenceAnalysis({ roles, typeLabels }: Dataset, events: readonly Event[]): Analysis {
  const { outcome, type: typeField } = roles
  const failed = (event: Event) => outcome !== undefined && roles.errorSymbols.includes(String(event[outcome]))
  const latencies = (of: readonly Event[]): LatencyFigures | null => {
    const { latency } = roles
    const values = latency === undefined ? [] : of.flatMap((event) => event[latency] ?? [])
    if (values.length === 0) return null
    const sorted = values.map(Number).sort((a, b) => a - b)
    const at = (share: number) => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] as number
    return { p50: at(0.5), p95: at(0.95), p99: at(0.99), max: at(1) }
  }
  const order = Object.keys(typeLabels)
  const rank = (type: string) => (order.includes(type) ? order.indexOf(type) : order.length)
  const byType = groupBy(events, (event) => (typeField === undefined ? ONLY_TYPE : String(event[typeField] ?? NO_TYPE)))
  const types = [...byType]
    .map(([type, own]) => {
      const errors = own.filter(failed)
      const coded = roles.errorCode === undefined ? [] : errors.filter((event) => event[roles.errorCode ?? ''] !== null)
      const codes = groupBy(coded, (event) => String(event[roles.errorCode ?? '']))
      return {
        type,
        events: own.length,
        errors: errors.length,
        errorRate: errors.length / own.length,
        latency: latencies(own),
        errorCodes: [...codes]
          .map(([code, { length: count }]) => ({ code, count }))
          .sort((a, b) => b.count - a.count || (a.code < b.code ? -1 : 1)),
      }
    })
    .sort((a, b) => rank(a.type) - rank(b.type) || (a.type < b.type ? -1 : 1))
  return {
    rows: events.length,
    errors: events.filter(failed).length,
    seconds: 0,
    types,
    latency: latencies(events),
  }
}

function groupBy(events: readonly Event[], keyOf: (event: Event) => string): Map<string, Event[]> {
  const groups = new Map<string, Event[]>()
  for (const event of events) {
    const key = keyOf(event)
    const group = groups.get(key)
    if (group) group.push(event)
    else groups.set(key, [event])
  }
  return groups
}
