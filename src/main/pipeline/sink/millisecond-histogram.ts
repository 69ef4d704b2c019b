import { createHistogram, type RecordableHistogram } from 'node:perf_hooks'

const HIGHEST = 3_600_000
/** Two digits keep a histogram at some ten kilobytes; a live chart shows no more. */
const DIGITS = 2

/** For durations from a millisecond to an hour, about 1 % exact. */
export function millisecondHistogram(): RecordableHistogram {
  return createHistogram({ lowest: 1, highest: HIGHEST, figures: DIGITS })
}

/** Counts a duration; what lies outside counts at the edge. */
export function recordMilliseconds(histogram: RecordableHistogram, ms: number): void {
  histogram.record(Math.min(HIGHEST, Math.max(1, Math.round(ms))))
}
