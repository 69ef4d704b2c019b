import type { IncidentSummary } from '@main/ports/incident-store'
import type { Measure } from '@shared/model/anomaly'
import type { Finding, IncidentMeasure, IncidentWindow, Peak } from '@shared/model/incident'

/** Adds a window that is not in the sum yet. */
export function addWindow(sum: IncidentSummary | null, { start, findings, events }: IncidentWindow): IncidentSummary {
  const first = findings[0]
  if (!first) throw new Error('a window of an incident has a finding')
  const peak = furthest(findings.map((finding) => ({ start, finding })))
  const own: IncidentSummary = {
    types: distinct(findings.flatMap(({ type }) => (type === null ? [] : [type]))),
    began: start,
    last: start,
    windows: 1,
    since: Math.min(...findings.map(({ since }) => since)),
    peak,
    measures: distinct(findings.map(({ measure }) => measure)).map((measure) => measureOf(measure, start, findings)),
    errorCodes: distinct(findings.flatMap(({ errorCodes }) => errorCodes)),
    events,
  }
  return sum === null ? own : both(sum, own)
}

/** `a` comes before `b`. */
function both(a: IncidentSummary, b: IncidentSummary): IncidentSummary {
  return {
    types: distinct([...a.types, ...b.types]),
    began: Math.min(a.began, b.began),
    last: Math.max(a.last, b.last),
    windows: a.windows + b.windows,
    since: Math.min(a.since, b.since),
    peak: furthest([a.peak, b.peak]),
    measures: distinct([...a.measures, ...b.measures].map(({ measure }) => measure)).map((measure) => {
      const [first, second] = [...a.measures, ...b.measures].filter((one) => one.measure === measure)
      return first && second ? bothMeasures(first, second) : (first as IncidentMeasure)
    }),
    errorCodes: distinct([...a.errorCodes, ...b.errorCodes]),
    events: a.events + b.events,
  }
}

function bothMeasures(a: IncidentMeasure, b: IncidentMeasure): IncidentMeasure {
  return {
    measure: a.measure,
    first: Math.min(a.first, b.first),
    last: Math.max(a.last, b.last),
    windows: a.windows + b.windows,
    peak: furthest([a.peak, b.peak]),
  }
}

function measureOf(measure: Measure, start: number, findings: readonly Finding[]): IncidentMeasure {
  const own = findings.filter((finding) => finding.measure === measure)
  return { measure, first: start, last: start, windows: 1, peak: furthest(own.map((finding) => ({ start, finding }))) }
}

/** The finding furthest from its expected range, the earliest of equals. */
function furthest(peaks: readonly Peak[]): Peak {
  return peaks.reduce((most, peak) => (distance(peak.finding) > distance(most.finding) ? peak : most))
}

/**
 * The distance from the middle of the expected range, in half widths of the range: so that rates, counts and milliseconds
 * compare.
 */
function distance({ observed, expected: { value, low, high } }: Finding): number {
  const half = observed >= value ? high - value : value - low
  return Math.abs(observed - value) / Math.max(half, Math.abs(value) / 1_000, Number.EPSILON)
}

function distinct<T>(values: readonly T[]): T[] {
  return [...new Set(values)]
}
