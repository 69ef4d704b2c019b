import { createHistogram, type RecordableHistogram } from 'node:perf_hooks'

const HIGHEST = 3_600_000
/** Two significant digits keep a histogram at about ten kilobytes; a live chart shows no more precision. */
const DIGITS = 2

/** For durations from a millisecond to an hour, with about 1 % precision. */
export function millisecondHistogram(): RecordableHistogram {
  return createHistogram({ lowest: 1, highest: HIGHEST, figures: DIGITS })
}

/** Counts a duration; values outside the range count at its ends. */
export function recordMilliseconds(histogram: RecordableHistogram, ms: number): void {
  histogram.record(Math.min(HIGHEST, Math.max(1, Math.round(ms))))
}
