import type { Measure } from '@shared/model/anomaly'
import type { DetectorConfig } from './detector-config'
import { type Drift, emptyErrors, emptyVolume, noDrift, type TypeState } from './detector-state'
import { addToDrift, findDrift } from './drift'
import { type Counts, expectedRate, inflation, testErrors, unsureness, updateErrors } from './error-rate'
import { testLatency, updateLatency } from './latency'
import { seasonalFactor, updateSeason } from './season'
import type { TestResult } from './test-result'
import { testVolume, updateVolume } from './volume'

/** The values of one type in a window. */
export interface SeenType extends Counts {
  readonly p95: number | null
}

/** A type, its baseline, and its values in the window. */
export interface Followed {
  readonly type: string | null
  readonly state: TypeState
  readonly seen: SeenType
}

export interface Candidate extends Followed {
  readonly finding: TestResult
}

export interface TypeResult {
  /** Results of this window alone, significant or not. */
  readonly jumps: readonly TestResult[]
  readonly drift: TestResult | null
  readonly nextDrift: Drift
}

/** Tests one type in one window; changes no state. */
export function testType(
  state: TypeState,
  seen: SeenType,
  { start, volume: counts, fall, config }: { start: number; volume: boolean; fall: boolean; config: DetectorConfig },
): TypeResult {
  const seasonal = {
    errors: seasonalFactor(state.seasons.errors, start),
    volume: seasonalFactor(state.seasons.volume, start),
  }
  const { errors: baseline, volume } = state
  const known = baseline.windows >= config.warmUp
  const rate = expectedRate(baseline, seasonal.errors)
  const watched = known && baseline.errors >= config.drift.minErrors
  const nextDrift = watched
    ? addToDrift(state.drift, { ...seen, start }, rate, inflation(baseline, seen.events), config.drift)
    : noDrift()
  const drift = watched ? findDrift(nextDrift, rate, unsureness(baseline), config.drift) : null
  const jumps = [
    known ? testErrors(baseline, seen, seasonal.errors, config.errors) : null,
    counts && volume.windows >= config.warmUp
      ? testVolume(volume, seen.events, seasonal.volume, fall, config.volume)
      : null,
    seen.p95 === null ? null : testLatency(state.latency, seen.p95, seen.events, config),
  ]
  return { jumps: jumps.filter((finding) => finding !== null), drift: drift?.matters ? drift : null, nextDrift }
}

export interface Lesson {
  readonly start: number
  readonly gapMs: number
  readonly complete: boolean
  /** False when the window may be partial, or the source had another rate: then its number of events means nothing. */
  readonly whole: boolean
  /** Measures that must not be learnt, for a reason outside this type. */
  readonly frozen: ReadonlySet<Measure>
  readonly drift: Drift
  /** The measures that are anomalous in this window. */
  readonly measures: readonly Measure[]
  readonly config: DetectorConfig
}

export const MEASURES = ['error-rate', 'volume', 'latency'] as const satisfies readonly Measure[]

/**
 * Learns from the window. Baselines do not change while the type is anomalous in any measure, or may be becoming so. A deviation
 * that lasts freezes only its own measure; the others are learnt meanwhile.
 */
export function learnType(state: TypeState, seen: SeenType, lesson: Lesson): void {
  const { start, gapMs, complete, whole, measures, config } = lesson
  if (gapMs > config.volume.forgetAfterMs) state.volume = emptyVolume()
  if (complete && whole) learnSeasons(state, seen, start)
  state.drift = lesson.drift
  for (const measure of MEASURES) follow(state, measure, measures.includes(measure), start, config)
  const seasonal = seasonalFactor(state.seasons.errors, start)
  const deviating = MEASURES.filter((measure) => state.deviations[measure] !== null)
  const allLast = deviating.every((measure) => lasts(state, measure, config))
  const learns = (measure: Measure) =>
    complete && allLast && !deviating.includes(measure) && !lesson.frozen.has(measure)
  const rising = state.drift.sum > config.drift.threshold / 2
  updateErrors(state.errors, seen, seasonal, learns('error-rate') && !rising, config.errors)
  if (whole && learns('volume')) {
    updateVolume(state.volume, seen.events, seasonalFactor(state.seasons.volume, start), config.volume)
  }
  if (seen.p95 !== null && learns('latency')) updateLatency(state.latency, seen.p95, seen.events, config.latency)
}

/** Whether the deviation of this measure has lasted long enough to be a new level. */
export function lasts({ deviations }: TypeState, measure: Measure, { lastingAfter }: DetectorConfig): boolean {
  return (deviations[measure]?.windows ?? 0) > lastingAfter
}

/** Resets the baselines of these measures: they are learnt again from the start. */
export function rebase(state: TypeState, measures: readonly Measure[]): void {
  for (const measure of measures) {
    state.deviations[measure] = null
    if (measure === 'volume') state.volume = emptyVolume()
    else if (measure === 'latency') state.latency = []
    else {
      state.errors = emptyErrors()
      state.drift = noDrift()
    }
  }
}

function learnSeasons({ seasons, errors, volume }: TypeState, seen: SeenType, start: number): void {
  volume.mean /= updateSeason(seasons.volume, start, seen.events, 1)
  errors.errors /= updateSeason(seasons.errors, start, seen.errors, seen.events)
}

/**
 * Begins, continues and ends the deviation of one measure. A deviation never becomes normal by lasting: it ends when the values
 * return, or when the user accepts the new level.
 */
function follow(
  state: TypeState,
  measure: Measure,
  anomalous: boolean,
  start: number,
  { bridge }: DetectorConfig,
): void {
  const deviation = state.deviations[measure]
  if (!deviation && !anomalous) return
  const { since, windows, quiet } = deviation ?? { since: start, windows: 0, quiet: 0 }
  const next = { since, windows: windows + 1, quiet: anomalous ? 0 : quiet + 1 }
  const over = next.quiet > bridge
  state.deviations[measure] = over ? null : next
  if (over && measure === 'error-rate') state.drift = noDrift()
}
