import type { Report } from '@shared/model/report'

const HEADER = 'window,event_type,success,error,error_rate,latency_p50_ms,latency_p95_ms,latency_p99_ms'

/** One line per event type. */
export function reportCsv({ window, analysis }: Report): string {
  const lines = analysis.types.map(({ type, events, errors, errorRate, latency }) =>
    [window.start, quoted(type), events - errors, errors, errorRate, latency?.p50, latency?.p95, latency?.p99].join(
      ',',
    ),
  )
  return `${[HEADER, ...lines].join('\r\n')}\r\n`
}

/** Quoted where CSV needs it; what a spreadsheet would run as a formula is kept as text. */
function quoted(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
