import type { Expected } from '@shared/model/anomaly'
import type { DetectorConfig } from './detector-config'
import { SMALLEST_P, studentUpper } from './distributions'
import type { TestResult } from './test-result'

/** Scales the median absolute deviation of a normal distribution to its standard deviation. */
const MAD_TO_SIGMA = 1.4826
/** The median absolute deviation is as precise as the standard deviation of 37 % as many normal values. */
const MAD_EFFICIENCY = 0.37
/** Smallest credible deviation: latencies are whole milliseconds, and quantiles are picked by rank. */
const LEAST_SIGMA = 0.02

/** How far the logarithm of the p95 lies above the median of earlier windows, in robust standard deviations. */
export function testLatency(
  baseline: readonly number[],
  p95: number,
  events: number,
  { warmUp, beyondDoubt, latency: config }: Pick<DetectorConfig, 'warmUp' | 'beyondDoubt' | 'latency'>,
): TestResult | null {
  if (events < config.minEvents || baseline.length < warmUp) return null
  const { centre, forecast } = normOf(baseline)
  const degrees = Math.max(3, MAD_EFFICIENCY * (baseline.length - 1))
  const p = Math.max(SMALLEST_P, studentUpper((logOf(p95) - centre) / forecast, degrees))
  return {
    measure: 'latency',
    shape: 'jump',
    p,
    reach: null,
    matters: p95 >= Math.exp(centre) * (p < beyondDoubt ? config.sureFactor : config.minFactor),
    describe: () => ({
      observed: p95,
      observedRange: null,
      expected: expectedLatency(baseline),
    }),
  }
}

/** The range of 95 of 100 windows, in milliseconds. */
export function expectedLatency(baseline: readonly number[]): Expected {
  const { centre, forecast } = normOf(baseline)
  const at = (sigmas: number) => Math.exp(centre + sigmas * forecast)
  return { value: at(0), low: at(-1.96), high: at(1.96) }
}

/** The median of the logarithms, and the standard deviation of the next one around it. */
function normOf(baseline: readonly number[]): { centre: number; forecast: number } {
  const centre = median(baseline)
  const sigma = Math.max(LEAST_SIGMA, MAD_TO_SIGMA * median(baseline.map((value) => Math.abs(value - centre))))
  // The median of n values has a standard error of about 1.25 standard deviations / √n.
  return { centre, forecast: sigma * Math.sqrt(1 + 1.57 / baseline.length) }
}

export function updateLatency(
  baseline: number[],
  p95: number,
  events: number,
  config: DetectorConfig['latency'],
): void {
  if (events < config.minEvents) return
  baseline.push(logOf(p95))
  if (baseline.length > config.history) baseline.shift()
}

function logOf(ms: number): number {
  return Math.log(Math.max(0.5, ms))
}

function median(values: readonly number[]): number {
  const sorted = Float64Array.from(values).sort()
  const middle = sorted.length / 2
  return ((sorted[Math.floor(middle)] as number) + (sorted[Math.ceil(middle) - 1] as number)) / 2
}
