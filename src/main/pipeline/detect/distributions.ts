import erfc from '@stdlib/math-base-special-erfc'
import gammaln from '@stdlib/math-base-special-gammaln'
import betaQuantile from '@stdlib/stats-base-dists-beta-quantile'
import negativeBinomialCdf from '@stdlib/stats-base-dists-negative-binomial-cdf'
import tCdf from '@stdlib/stats-base-dists-t-cdf'

/** Below this, tails are rounding errors. */
export const SMALLEST_P = 1e-16
/** Terms smaller than this fraction of the sum so far do not change the result. */
const NEGLIGIBLE = 1e-12

export interface Range {
  readonly low: number
  readonly high: number
}

/**
 * P(X ≥ k) of n draws whose chance is itself drawn from Beta(a, b). Summed from the side with fewer terms before they become
 * negligible, each term from the one before.
 */
export function betaBinomialUpper(k: number, n: number, a: number, b: number): number {
  if (k <= 0) return 1
  if (k > n) return 0
  const mean = (n * a) / (a + b)
  if (k > mean) return Math.min(1, sumOutwards(k, n, a, b))
  return Math.max(0, 1 - sumOutwards(n - k + 1, n, b, a))
}

/** The sum of the probabilities of k, k + 1, …, n, where k lies above the mean. */
function sumOutwards(k: number, n: number, a: number, b: number): number {
  let term = Math.exp(gammaln(n + 1) - gammaln(k + 1) - gammaln(n - k + 1) + betaln(k + a, n - k + b) - betaln(a, b))
  let sum = term
  for (let i = k; i < n; i++) {
    term *= ((n - i) * (i + a)) / ((i + 1) * (n - i - 1 + b))
    sum += term
    if (term < sum * NEGLIGIBLE) break
  }
  return sum
}

function betaln(a: number, b: number): number {
  return gammaln(a) + gammaln(b) - gammaln(a + b)
}

/** The 95 % interval of a rate after `hits` of `n`: Jeffreys' equal-tailed interval, with its ends set at 0 and n hits. */
export function jeffreysInterval(hits: number, n: number): Range {
  if (n === 0) return { low: 0, high: 1 }
  const [a, b] = [hits + 0.5, n - hits + 0.5]
  return {
    low: hits === 0 ? 0 : betaQuantile(0.025, a, b),
    high: hits === n ? 1 : betaQuantile(0.975, a, b),
  }
}

/** The central 95 % of a Beta distribution with this mean and the variance mean · (1 − mean) · spread, 0 < spread < 1. */
export function betaRange(mean: number, spread: number): Range {
  const size = 1 / spread - 1
  return {
    low: betaQuantile(0.025, mean * size, (1 - mean) * size),
    high: betaQuantile(0.975, mean * size, (1 - mean) * size),
  }
}

/** Below this dispersion, a negative binomial distribution equals a Poisson distribution to within rounding. */
const NO_DISPERSION = 1e-7

/** P(X ≤ k) of a negative binomial with this mean and variance mean + dispersion · mean². */
export function countCdf(k: number, mean: number, dispersion: number): number {
  if (k < 0) return 0
  if (mean <= 0) return 1
  const size = 1 / Math.max(dispersion, NO_DISPERSION)
  return negativeBinomialCdf(Math.floor(k), size, size / (size + mean))
}

/** The smallest k with P(X ≤ k) ≥ p of the same distribution. */
export function countQuantile(p: number, mean: number, dispersion: number): number {
  let low = -1
  let high = Math.ceil(mean + 10 * Math.sqrt(mean + dispersion * mean * mean) + 10)
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if (countCdf(middle, mean, dispersion) >= p) high = middle
    else low = middle
  }
  return high
}

/** P(Z ≥ z) of the standard normal distribution. */
export function normalUpper(z: number): number {
  return erfc(z / Math.SQRT2) / 2
}

/** P(T ≥ t) of Student's distribution. */
export function studentUpper(t: number, degrees: number): number {
  return tCdf(-t, degrees)
}
