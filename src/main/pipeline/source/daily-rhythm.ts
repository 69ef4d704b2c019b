import { HOUR_MS } from '@shared/lib/time'

const QUIETEST_HOUR = 4
const RISE_HOURS = 16
const FALL_HOURS = 24 - RISE_HOURS
const SWING = 0.7

/**
 * How busy the time of day (UTC) is: 1.7 at 20:00, 0.3 at 04:00, 1 on average over a day. Half a cosine up, half a cosine down,
 * so that each half has the mean 1.
 */
export function dailyRhythm(atMs: number): number {
  const hours = (((atMs / HOUR_MS - QUIETEST_HOUR) % 24) + 24) % 24
  return hours < RISE_HOURS
    ? 1 - SWING * Math.cos((Math.PI * hours) / RISE_HOURS)
    : 1 + SWING * Math.cos((Math.PI * (hours - RISE_HOURS)) / FALL_HOURS)
}
