import type { Expected } from '@shared/model/anomaly'
import type { DetectorConfig } from './detector-config'
import { decay, type VolumeBaseline } from './detector-state'
import { countCdf, countQuantile, SMALLEST_P } from './distributions'
import type { TestResult } from './test-result'

/**
 * Both tails of the negative binomial around the moving mean. The dispersion comes from the errors of earlier forecasts, so it
 * includes trends and rhythms. `fall`: whether to report too few events (not for a partial window).
 */
export function testVolume(
  baseline: VolumeBaseline,
  events: number,
  seasonal: number,
  fall: boolean,
  config: DetectorConfig['volume'],
): TestResult | null {
  const mean = baseline.mean * seasonal
  if (!(fall && mean >= config.minExpected) && !(events >= config.minObserved && mean >= 1)) return null
  const dispersion = dispersionOf(baseline)
  const lower = countCdf(events, mean, dispersion)
  const upper = 1 - countCdf(events - 1, mean, dispersion)
  const falls = events < mean
  return {
    measure: 'volume',
    shape: 'jump',
    p: falls && !fall ? 1 : Math.min(1, Math.max(SMALLEST_P, 2 * Math.min(lower, upper))),
    reach: null,
    matters: falls
      ? events <= mean / config.minFactor && mean >= config.minExpected
      : events >= mean * config.minFactor && events >= config.minObserved,
    describe: () => ({
      observed: events,
      observedRange: null,
      expected: expectedCount(baseline, seasonal),
    }),
  }
}

/** The range of 95 of 100 windows. */
export function expectedCount(baseline: VolumeBaseline, seasonal: number): Expected {
  const value = baseline.mean * seasonal
  const dispersion = dispersionOf(baseline)
  return { value, low: countQuantile(0.025, value, dispersion), high: countQuantile(0.975, value, dispersion) }
}

function dispersionOf({ excess, square, windows, mean }: VolumeBaseline): number {
  // The mean itself is uncertain: it was taken over few windows.
  const unsure = 1 / Math.max(1, Math.min(windows, 20) * Math.max(1, mean))
  return Math.max(0, square === 0 ? 0 : excess / square) + unsure
}

export function updateVolume(
  baseline: VolumeBaseline,
  events: number,
  seasonal: number,
  config: DetectorConfig['volume'],
): void {
  const expected = baseline.mean * seasonal
  if (baseline.windows >= 5 && expected > 0) {
    const keep = decay(config.dispersionHalfLife)
    const off = Math.min(Math.abs(events - expected), expected)
    baseline.excess = baseline.excess * keep + off * off - expected
    baseline.square = baseline.square * keep + expected * expected
  }
  baseline.windows++
  const part = Math.max(1 / baseline.windows, 1 - decay(config.halfLife))
  baseline.mean += (events / seasonal - baseline.mean) * part
}
