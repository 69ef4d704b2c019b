export interface Rated {
  readonly rate: number
  /** How many events the rate was counted over. */
  readonly events: number
}

/** Rates over this part of a series' events at least decide how high the axis is. */
const LEAST_PART = 0.005
/** Of fewer events than this no rate can be said. */
const LEAST_EVENTS = 20 * 10

/**
 * The highest rate of any series that more than a few of its events have: one second with five events, three of them errors, must
 * not flatten five minutes. A short burst among as many events as ever counts.
 */
export function highestRate(series: readonly (readonly Rated[])[]): number {
  const busy = series.filter((rates) => eventsOf(rates) >= LEAST_EVENTS)
  return Math.max(0, ...(busy.length > 0 ? busy : series).map(highestOf))
}

function highestOf(rates: readonly Rated[]): number {
  let above = 0
  const few = eventsOf(rates) * LEAST_PART
  for (const { rate, events } of [...rates].sort((a, b) => b.rate - a.rate)) {
    above += events
    if (above > few) return rate
  }
  return 0
}

function eventsOf(rates: readonly Rated[]): number {
  return rates.reduce((sum, { events }) => sum + events, 0)
}
