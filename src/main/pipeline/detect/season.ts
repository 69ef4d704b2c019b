import { HOUR_MS } from '@shared/lib/time'
import type { Season } from './detector-state'

const HOURS = 168
/** Windows in a day; a season takes effect after two whole weeks of them. */
const DAY = 1_440
const HISTORY = 14 * DAY
const KEEP = 2 ** (-1 / (7 * DAY))
/** The median covers this many weeks, so that one bad Monday does not change what is normal for Mondays. */
const WEEKS = 5
/** An hour differs when it differs by this factor, and by this many standard errors of a count. */
const LEAST_DIFFERENCE = 0.15
const STANDARD_ERRORS = 4
const MOST = 10

/** Epoch hour 0 was on a Thursday; on which day a week begins does not matter here. */
const hourOf = (start: number) => Math.floor(start / HOUR_MS)

/** The factor of the window's hour of the week; 1 while too little is known, or if the hour is like the others. */
export function seasonalFactor(season: Season, start: number): number {
  return season.active ? factorOf(season, hourOf(start)) : 1
}

function factorOf({ hours }: Season, hour: number): number {
  const known = hours[hour % HOURS]
  if (!known || known.ratios.length < 2) return 1
  const sorted = [...known.ratios].sort((a, b) => a - b)
  const middle = sorted.length / 2
  const ratio = ((sorted[Math.floor(middle)] as number) + (sorted[Math.ceil(middle) - 1] as number)) / 2
  const noise = STANDARD_ERRORS / Math.sqrt(Math.max(1, known.part * known.ratios.length))
  return Math.abs(ratio - 1) > Math.max(LEAST_DIFFERENCE, noise) ? ratio : 1
}

/**
 * Learns from a window, anomalous or not: what repeats every week is normal. Returns the factor that takes effect permanently
 * with this window, else 1: divide the baselines by it.
 */
export function updateSeason(season: Season, start: number, part: number, whole: number): number {
  const { hour, long } = season
  const number = hourOf(start)
  if (hour.number !== number) {
    if (hour.number >= 0) endHour(season)
    season.hour = { number, part: 0, whole: 0 }
  }
  season.hour.part += part
  season.hour.whole += whole
  long.part = long.part * KEEP + part
  long.whole = long.whole * KEEP + whole
  season.windows++
  if (season.active || season.windows < HISTORY) return 1
  season.active = true
  return factorOf(season, number)
}

function endHour({ hour, long, hours }: Season): void {
  if (hour.whole === 0 || long.part === 0) return
  const ratio = hour.part / hour.whole / (long.part / long.whole)
  while (hours.length < HOURS) hours.push({ ratios: [], part: 0 })
  const known = hours[hour.number % HOURS] as Season['hours'][number]
  known.ratios.push(Math.round(Math.min(MOST, Math.max(1 / MOST, ratio)) * 1_000) / 1_000)
  if (known.ratios.length > WEEKS) known.ratios.shift()
  known.part += (hour.part - known.part) / known.ratios.length
}
