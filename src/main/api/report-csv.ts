import { csv } from '@shared/model/csv'
import type { Report } from '@shared/model/report'

const HEADER = 'window,event_type,success,error,error_rate,latency_p50_ms,latency_p95_ms,latency_p99_ms'.split(',')

/** One line per event type. */
export function reportCsv({ window, analysis }: Report): string {
  const lines = analysis.types.map(({ type, events, errors, errorRate, latency }) => {
    return [window.start, type, events - errors, errors, errorRate, latency?.p50, latency?.p95, latency?.p99]
  })
  return csv([HEADER, ...lines])
}
