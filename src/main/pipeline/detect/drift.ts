import type { DetectorConfig } from './detector-config'
import { type Drift, noDrift } from './detector-state'
import { betaRange, jeffreysInterval } from './distributions'
import type { Counts } from './error-rate'
import type { TestResult } from './test-result'

/** One window alone is never enough evidence: the test of single windows covers that. */
const MOST_AT_ONCE = 1 / 3
/** The sum does not grow beyond the threshold, so that it falls soon after the drift ends. */
const CEILING = 1.25

/**
 * Page's one-sided CUSUM of the log-likelihood ratio of `factor` times the rate against the rate itself, divided by the
 * overdispersion of the counts. Returns the sum after this window.
 */
export function addToDrift(
  drift: Drift,
  now: Pick<Counts, 'events' | 'errors'> & { readonly start: number },
  rate: number,
  inflation: number,
  config: DetectorConfig['drift'],
): Drift {
  const risen = Math.min(rate * config.factor, (1 + rate) / 2)
  const ratio = now.errors * Math.log(risen / rate) + (now.events - now.errors) * Math.log((1 - risen) / (1 - rate))
  const step = Math.min(ratio / inflation, config.threshold * MOST_AT_ONCE)
  const sum = Math.min(drift.sum + step, config.threshold * CEILING)
  if (sum <= 0) return noDrift()
  const before = drift.sum > 0 ? drift : { since: now.start, events: 0, errors: 0 }
  return { sum, since: before.since, events: before.events + now.events, errors: before.errors + now.errors }
}

/**
 * The test result of a drift whose sum has reached the threshold, else null. `unsure`: the baseline's own share of the spread.
 */
export function findDrift(
  { sum, since, events, errors }: Drift,
  rate: number,
  unsure: number,
  config: DetectorConfig['drift'],
): TestResult | null {
  if (sum < config.threshold) return null
  const observed = errors / Math.max(1, events)
  return {
    measure: 'error-rate',
    shape: 'drift',
    p: Math.exp(-sum),
    reach: null,
    matters: observed - rate >= config.minDifference,
    since,
    describe: () => ({
      observed,
      observedRange: jeffreysInterval(errors, events),
      expected: { value: rate, ...betaRange(rate, Math.min(0.9, unsure + 1 / (events + 1))) },
    }),
  }
}
