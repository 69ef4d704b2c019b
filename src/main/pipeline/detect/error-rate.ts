import type { Expected } from '@shared/model/anomaly'
import type { DetectorConfig } from './detector-config'
import { decay, type ErrorBaseline } from './detector-state'
import { betaBinomialUpper, betaRange, jeffreysInterval, SMALLEST_P } from './distributions'
import type { TestResult } from './test-result'

export interface Counts {
  readonly events: number
  readonly errors: number
  readonly errorCodes: readonly { readonly code: string; readonly count: number }[]
}

/** The expected rate: the mean of Jeffreys' posterior. */
export function expectedRate({ events, errors }: ErrorBaseline, seasonal: number): number {
  return Math.min(0.999, ((errors + 0.5) / (events + 1)) * seasonal)
}

/**
 * How much more the rate varies between windows than chance allows, as a correlation within a window (0: not at all): the excess
 * of the mean χ² over 1, less one standard error, so that chance is not mistaken for overdispersion.
 */
function overdispersion({ chi, chiEvents, chiWindows }: ErrorBaseline): number {
  if (chiWindows < 2) return 0
  const excess = chi / chiWindows - 1 - Math.sqrt(2 / chiWindows)
  return Math.min(0.5, Math.max(0, excess / Math.max(1, chiEvents / chiWindows - 1)))
}

/** The variance of an error count relative to a binomial one. */
export function inflation(baseline: ErrorBaseline, events: number): number {
  return 1 + Math.max(0, events - 1) * overdispersion(baseline)
}

/** The spread of the expected rate: the uncertainty of the baseline plus the variation of rates. */
export function unsureness(baseline: ErrorBaseline): number {
  return Math.min(0.5, overdispersion(baseline) + 1 / (baseline.events + 2))
}

/** The range of 95 of 100 windows with this many events. */
export function expectedShare(baseline: ErrorBaseline, events: number, seasonal: number): Expected {
  const rate = expectedRate(baseline, seasonal)
  return { value: rate, ...betaRange(rate, Math.min(0.9, unsureness(baseline) + 1 / (events + 1))) }
}

/**
 * The upper tail of the Beta-Binomial distribution; its Beta covers the uncertainty of the baseline and the variation of rates.
 */
export function testErrors(
  baseline: ErrorBaseline,
  now: Counts,
  seasonal: number,
  config: DetectorConfig['errors'],
): TestResult | null {
  const { events, errors } = pooled(baseline, now, config)
  if (now.errors === 0 || events < config.minEvents || baseline.events < config.minEvents) return null
  const rate = expectedRate(baseline, seasonal)
  const spread = unsureness(baseline)
  const size = 1 / spread - 1
  const observed = errors / events
  const variance = events * rate * (1 - rate) * (1 + (events - 1) * spread)
  // Counts below the expected one are not tested: their tail is the most expensive one, and not evidence of a problem.
  const p =
    observed <= rate ? 1 : Math.max(SMALLEST_P, betaBinomialUpper(errors, events, rate * size, (1 - rate) * size))
  return {
    measure: 'error-rate',
    shape: 'jump',
    p,
    reach: (events * Math.min(config.soughtDifference, 1 - rate)) / Math.sqrt(variance),
    matters: observed >= rate * config.minFactor && observed - rate >= config.minDifference,
    describe: () => ({
      observed,
      observedRange: jeffreysInterval(errors, events),
      expected: expectedShare(baseline, events, seasonal),
    }),
  }
}

/** This window, and as many windows before it as are needed for enough events. */
function pooled({ recent }: ErrorBaseline, now: Counts, { minEvents }: DetectorConfig['errors']) {
  let { events, errors } = now
  for (let i = recent.length - 1; i >= 0 && events < minEvents; i--) {
    const [moreEvents, moreErrors] = recent[i] as [number, number]
    events += moreEvents
    errors += moreErrors
  }
  return { events, errors }
}

/** `learn` is false while the type is anomalous: then the window is only kept for pooling. */
export function updateErrors(
  baseline: ErrorBaseline,
  now: Counts,
  seasonal: number,
  learn: boolean,
  config: DetectorConfig['errors'],
): void {
  baseline.recent.push([now.events, now.errors])
  if (baseline.recent.length >= config.maxPool) baseline.recent.shift()
  if (!learn || now.events === 0) return
  const keep = decay(config.halfLife)
  const rate = expectedRate(baseline, seasonal)
  // Until the baseline knows the rate, its own error would look like overdispersion.
  if (baseline.events >= 10 * now.events) {
    const expected = now.events * rate
    const chi = (now.errors - expected) ** 2 / (expected * (1 - rate) * (1 + now.events / baseline.events))
    baseline.chi = baseline.chi * keep + Math.min(MAX_CHI, chi)
    baseline.chiEvents = baseline.chiEvents * keep + now.events
    baseline.chiWindows = baseline.chiWindows * keep + 1
  }
  baseline.windows++
  const codes = new Map(baseline.codes.map(([code, count]) => [code, count * keep]))
  for (const { code, count } of now.errorCodes) codes.set(code, (codes.get(code) ?? 0) + count)
  baseline.codes = [...codes].filter(([, count]) => count > FORGOTTEN)
  baseline.events = baseline.events * keep + now.events
  baseline.errors = baseline.errors * keep + now.errors / seasonal
}

/** A code that was last seen this long ago, or this rarely, counts as new when it returns. */
const FORGOTTEN = 0.01

/** A single window that was not anomalous must not dominate the estimate of the variation. */
const MAX_CHI = 16

/** A code is named when it accounts for this share of the errors above the expected number. */
const NAMED_FROM = 0.2

/** The codes of this window that account for most of its errors above the expected number. */
export function codesThatGrew({ codes, events }: ErrorBaseline, now: Counts): string[] {
  const usual = new Map(codes)
  const grown = now.errorCodes
    .map(({ code, count }) => ({ code, by: count - ((usual.get(code) ?? 0) / Math.max(1, events)) * now.events }))
    .filter(({ by }) => by > 0)
    .sort((a, b) => b.by - a.by)
  const all = grown.reduce((sum, { by }) => sum + by, 0)
  return grown.filter(({ by }) => by >= all * NAMED_FROM).map(({ code }) => code)
}
