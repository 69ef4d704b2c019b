/** A duration for people: 41 → "41 ms", 340 → "0.34 s", 125000 → "2 min 5 s", 7500000 → "2 h 5 min". */
export function formatDuration(ms: number): string {
  if (ms < 100) return `${Math.round(ms)} ms`
  if (ms < 9_995) return `${(ms / 1_000).toFixed(2)} s`
  if (ms < 59_950) return `${(ms / 1_000).toFixed(1)} s`
  const seconds = Math.round(ms / 1_000)
  if (seconds < 3_600) return joined(seconds, 60, 'min', 's')
  const minutes = Math.round(seconds / 60)
  if (minutes < 1_440) return joined(minutes, 60, 'h', 'min')
  return joined(Math.round(minutes / 60), 24, 'd', 'h')
}

/** A latency: whole milliseconds up to ten seconds, so that values are easy to compare; longer ones as a duration. */
export function formatLatency(ms: number): string {
  return ms < 10_000 ? `${Math.round(ms).toLocaleString('en')} ms` : formatDuration(ms)
}

function joined(value: number, size: number, large: string, small: string): string {
  const rest = value % size
  return `${Math.floor(value / size)} ${large}${rest === 0 ? '' : ` ${rest} ${small}`}`
}
