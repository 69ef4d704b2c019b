import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { normalUpper } from './distributions'
import { splitSignificanceLevel } from './split-significance-level'

const sum = (levels: readonly number[]) => levels.reduce((all, one) => all + one, 0)

describe('the distribution of the level', () => {
  it('never exceeds the level, and leaves no test without a share', () => {
    const reaches = fc.array(fc.double({ min: 0, max: 200, noNaN: true }), { minLength: 1, maxLength: 50 })
    fc.assert(
      fc.property(reaches, (all) => {
        const levels = splitSignificanceLevel(all, 0.0005)
        expect(sum(levels)).toBeLessThanOrEqual(0.0005 * (1 + 1e-9))
        for (const level of levels) expect(level).toBeGreaterThanOrEqual((0.0005 * 0.1) / all.length)
      }),
    )
  })

  it('favours the tests between hopeless and obvious', () => {
    const [hopeless, decisive, plain] = splitSignificanceLevel([1, 5, 30], 0.0005) as [number, number, number]
    expect(decisive).toBeGreaterThan(10 * hopeless)
    expect(decisive).toBeGreaterThan(10 * plain)
  })

  it('finds more of the rises than equal shares', () => {
    const reaches = [2, 4, 5, 6, 12]
    // A rise is found when its standard normal error does not take it below the limit.
    const found = (levels: readonly number[]) => sum(levels.map((level, i) => power(level, reaches[i] as number)))
    expect(found(splitSignificanceLevel(reaches, 0.0005))).toBeGreaterThan(found(reaches.map(() => 0.0001)))
  })

  it('leaves a part unused where false alarms and misses are unlikely already', () => {
    expect(sum(splitSignificanceLevel([20, 30], 0.0005))).toBeCloseTo(0.00005, 8)
  })

  it('returns no shares for no tests', () => {
    expect(splitSignificanceLevel([], 0.0005)).toEqual([])
  })
})

function power(level: number, reach: number): number {
  let [low, high] = [0, 10]
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2
    if (normalUpper(middle) > level) low = middle
    else high = middle
  }
  return normalUpper(high - reach)
}
