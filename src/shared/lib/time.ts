export const MINUTE_MS = 60_000
export const HOUR_MS = 3_600_000
export const DAY_MS = 86_400_000
/** The longest delay that a timer supports: 24 days. */
export const LONGEST_TIMER_MS = 2 ** 31 - 1
