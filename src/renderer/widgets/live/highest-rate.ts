export interface Rated {
  readonly rate: number
  /** The number of events behind the rate. */
  readonly events: number
}

/** The height of the axis covers the rates of at least this share of a series' events. */
const LEAST_PART = 0.005
/** With fewer events than this, there is no meaningful rate. */
const LEAST_EVENTS = 20 * 10

/**
 * The highest rate of any series that covers more than a few of its events: one second with five events, three of them errors,
 * must not flatten five minutes. A short burst with the usual number of events counts.
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
