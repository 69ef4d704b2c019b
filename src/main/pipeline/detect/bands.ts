import type { BandPoint, Measure } from '@shared/model/anomaly'
import type { DetectorConfig } from './detector-config'
import { expectedShare } from './error-rate'
import { expectedLatency } from './latency'
import { seasonalFactor } from './season'
import type { Candidate, Followed } from './statistical-tests'
import { expectedCount } from './volume'

/** One measure of one type in the judged window, and its expected range. */
export interface Band extends Omit<BandPoint, 'start'> {
  readonly type: string | null
  readonly measure: Measure
}

/** Charts show at most this many types. */
const MOST_TYPES = 20

/** Call this before anything is learnt from the window. All types together come first, then the most frequent types. */
export function bandsOf(
  followed: readonly Followed[],
  found: readonly Candidate[],
  start: number,
  config: DetectorConfig,
): Band[] {
  const types = followed
    .filter(({ type }) => type !== null)
    .sort((a, b) => b.state.volume.mean - a.state.volume.mean || b.seen.events - a.seen.events)
  const shown = [...followed.filter(({ type }) => type === null), ...types.slice(0, MOST_TYPES)]
  return shown.flatMap((one) => {
    const anomalous = (measure: Measure) =>
      found.some(({ type, finding }) => type === one.type && finding.measure === measure)
    return [
      { type: one.type, measure: 'error-rate', anomalous: anomalous('error-rate'), ...errors(one, start, config) },
      { type: one.type, measure: 'volume', anomalous: anomalous('volume'), ...volume(one, start, config) },
      { type: one.type, measure: 'latency', anomalous: anomalous('latency'), ...latency(one, config) },
    ] satisfies Band[]
  })
}

type Shown = Pick<Band, 'observed' | 'expected'>

function errors({ state, seen }: Followed, start: number, { warmUp, errors: { minEvents } }: DetectorConfig): Shown {
  if (seen.events === 0) return { observed: null, expected: null }
  const known = state.errors.windows >= warmUp && state.errors.events >= minEvents
  const seasonal = seasonalFactor(state.seasons.errors, start)
  return {
    observed: seen.errors / seen.events,
    expected: known ? expectedShare(state.errors, seen.events, seasonal) : null,
  }
}

function volume({ state, seen }: Followed, start: number, { warmUp }: DetectorConfig): Shown {
  const known = state.volume.windows >= warmUp
  const seasonal = seasonalFactor(state.seasons.volume, start)
  return { observed: seen.events, expected: known ? expectedCount(state.volume, seasonal) : null }
}

function latency({ state, seen }: Followed, { warmUp, latency: { minEvents } }: DetectorConfig): Shown {
  const known = state.latency.length >= warmUp && seen.events >= minEvents
  return { observed: seen.p95, expected: known ? expectedLatency(state.latency) : null }
}
