import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  betaBinomialUpper,
  betaRange,
  countCdf,
  countQuantile,
  jeffreysInterval,
  normalUpper,
  studentUpper,
} from './distributions'

/**
 * Reference values: SciPy 1.17.1 (`betabinom.sf(k - 1, …)`, `nbinom.cdf`, `beta.ppf`, `t.sf`). Where its Beta-Binomial tail is
 * wrong in the seventh digit, the value is the exact sum in rational numbers (Python's `fractions`).
 */
describe('distributions agree with SciPy', () => {
  it.each([
    [45, 300, 30, 570, 4.033184945053586e-7],
    [3, 300, 30, 570, 0.9997335452417971],
    [0, 10, 1, 9, 1],
    [10, 10, 2, 3, 0.01098901098901095],
    [120, 2_000, 50.5, 950.5, 0.13738620406536128],
    [31, 300, 500, 9_500, 0.00016241877023367675],
  ])('Beta-Binomial P(X ≥ %d) of %d, Beta(%d, %d)', (k, n, a, b, reference) => {
    expect(Math.abs(betaBinomialUpper(k, n, a, b) / reference - 1)).toBeLessThan(1e-8)
  })

  it.each([
    [0, 0.5],
    [1.959963984540054, 0.025],
    [3, 0.0013498980316300933],
    [6, 9.865876450376946e-10],
  ])('normal P(Z ≥ %d)', (z, reference) => {
    expect(Math.abs(normalUpper(z) / reference - 1)).toBeLessThan(1e-12)
  })

  it.each([
    [0, 30, 0.01, 4.033339404492183e-12],
    [90, 30, 0.01, 0.9999999999999337],
    [25, 30, 0.05, 0.32137582953886923],
    [27_000, 27_000, 0.0001, 0.5019774342209035],
    [0, 12.5, 0.2, 0.001903968584518355],
    [40, 30, 1e-7, 0.9676902166770887],
  ])('negative binomial P(X ≤ %d), mean %d, dispersion %d', (k, mean, dispersion, reference) => {
    expect(Math.abs(countCdf(k, mean, dispersion) / reference - 1)).toBeLessThan(1e-6)
  })

  it.each([
    [15, 100, 0.09036951635264256, 0.2295306592309517],
    [1, 30, 0.0036204643737916633, 0.14541777735402014],
  ])("Jeffreys' interval of %d of %d", (hits, n, low, high) => {
    const interval = jeffreysInterval(hits, n)
    expect(interval.low).toBeCloseTo(low, 9)
    expect(interval.high).toBeCloseTo(high, 9)
  })

  it("clamps the ends of Jeffreys' interval at 0 and n hits", () => {
    expect(jeffreysInterval(0, 20).low).toBe(0)
    expect(jeffreysInterval(0, 20).high).toBeCloseTo(0.11663898290487539, 9)
    expect(jeffreysInterval(50, 50).high).toBe(1)
    expect(jeffreysInterval(0, 0)).toEqual({ low: 0, high: 1 })
  })

  it.each([
    [2, 5, 0.050969739414929174],
    [6.4, 22, 9.678066859830625e-7],
    [-1, 10, 0.8295534338489701],
    [5.3, 3.2, 0.005555703990103911],
  ])('Student P(T ≥ %d), %d degrees of freedom', (t, degrees, reference) => {
    expect(Math.abs(studentUpper(t, degrees) / reference - 1)).toBeLessThan(1e-8)
  })
})

describe('distributions', () => {
  const shape = fc.double({ min: 0.5, max: 5_000, noNaN: true })
  const draws = fc.integer({ min: 1, max: 3_000 })

  it('have tails between 0 and 1 that fall as k rises', () => {
    fc.assert(
      fc.property(draws, shape, shape, fc.nat(), (n, a, b, any) => {
        const k = any % n
        const [here, next] = [betaBinomialUpper(k, n, a, b), betaBinomialUpper(k + 1, n, a, b)]
        expect(here).toBeLessThanOrEqual(1)
        expect(next).toBeGreaterThanOrEqual(0)
        expect(next).toBeLessThanOrEqual(here + 1e-9)
      }),
    )
  })

  it('split one: P(X ≥ k) errors and P(X ≥ n − k + 1) successes', () => {
    fc.assert(
      fc.property(draws, shape, shape, fc.nat(), (n, a, b, any) => {
        const k = any % (n + 1)
        expect(betaBinomialUpper(k, n, a, b) + betaBinomialUpper(n - k + 1, n, b, a)).toBeCloseTo(1, 6)
      }),
    )
  })

  it('have quantiles that invert their cumulative sums', () => {
    const mean = fc.double({ min: 0.1, max: 1e5, noNaN: true })
    fc.assert(
      fc.property(mean, fc.double({ min: 0, max: 0.5, noNaN: true }), fc.constantFrom(0.025, 0.5, 0.975), (m, d, p) => {
        const k = countQuantile(p, m, d)
        expect(countCdf(k, m, d)).toBeGreaterThanOrEqual(p)
        expect(countCdf(k - 1, m, d)).toBeLessThan(p)
      }),
    )
  })

  it('have intervals around the observed or expected value', () => {
    fc.assert(
      fc.property(draws, fc.nat(), (n, any) => {
        const { low, high } = jeffreysInterval(any % (n + 1), n)
        expect(low).toBeLessThanOrEqual((any % (n + 1)) / n)
        expect(high).toBeGreaterThanOrEqual((any % (n + 1)) / n)
      }),
    )
    const { low, high } = betaRange(0.05, 0.01)
    expect([low < 0.05, high > 0.05]).toEqual([true, true])
  })
})
