import { DAY_MS, HOUR_MS, MINUTE_MS } from '@shared/lib/time'

const UNITS = [
  { unit: 'd', seconds: 86_400 },
  { unit: 'h', seconds: 3_600 },
  { unit: 'min', seconds: 60 },
  { unit: 's', seconds: 1 },
] as const

/** Exact, without units that are zero: 90 → "1 min 30 s", 600 → "10 min", 0 → "0 s". */
export function formatSpan(seconds: number): string {
  let left = seconds
  const parts = UNITS.flatMap(({ unit, seconds: size }) => {
    const count = unit === 's' ? Number(left.toFixed(3)) : Math.floor(left / size)
    left -= count * size
    return count > 0 ? [`${count} ${unit}`] : []
  })
  return parts.length === 0 ? '0 s' : parts.join(' ')
}

const PART = /(\d+(?:\.\d+)?)\s*(d|h|min|m|s)(?![a-z])/gi

/** Seconds of a text such as "10 min", "1 h 30 min" or "20s"; a number alone is minutes. Null when it is not a time span. */
export function parseSpan(text: string): number | null {
  const trimmed = text.trim()
  if (/^\d+(\.\d+)?$/.test(trimmed)) return Number(trimmed) * 60
  let seconds = 0
  const rest = trimmed.replace(PART, (_, count: string, unit: string) => {
    const short = unit.toLowerCase() === 'm' ? 'min' : unit.toLowerCase()
    seconds += Number(count) * (UNITS.find((one) => one.unit === short)?.seconds ?? 0)
    return ''
  })
  return trimmed === '' || rest.trim() !== '' ? null : seconds
}

/** A duration, rounded as in speech: "12 s", "5 min", "2 h 14 min", "3 d 4 h". */
export function formatUptime(ms: number): string {
  if (ms < MINUTE_MS) return `${Math.max(0, Math.floor(ms / 1_000))} s`
  if (ms < HOUR_MS) return `${Math.floor(ms / MINUTE_MS)} min`
  if (ms < DAY_MS) return `${Math.floor(ms / HOUR_MS)} h ${Math.floor((ms % HOUR_MS) / MINUTE_MS)} min`
  return `${Math.floor(ms / DAY_MS)} d ${Math.floor((ms % DAY_MS) / HOUR_MS)} h`
}
