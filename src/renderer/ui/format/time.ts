const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** All times are UTC, and the screens that show them say so. "17:03" */
export function formatMinute(ms: number): string {
  return new Date(ms).toISOString().slice(11, 16)
}

/** "17:03:44" */
export function formatSecond(ms: number): string {
  return new Date(ms).toISOString().slice(11, 19)
}

/** "17:03:44.120" */
export function formatInstant(ms: number): string {
  return new Date(ms).toISOString().slice(11, 23)
}

/** "23 Nov 2026" */
export function formatDay(ms: number): string {
  const date = new Date(ms)
  return `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]} ${date.getUTCFullYear()}`
}

/** "17:03" for today, "23 Nov 2026 17:03" for any other day. */
export function formatMoment(ms: number, now: number): string {
  return formatDay(ms) === formatDay(now) ? formatMinute(ms) : `${formatDay(ms)} ${formatMinute(ms)}`
}
