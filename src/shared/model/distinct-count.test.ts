import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { countDistinct, distinctOf, mergeDistinct } from './distinct-count'

const ids = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => `user-${from + i}`)

describe('a distinct count', () => {
  it('counts exactly up to a thousand, however often each value repeats', () => {
    fc.assert(
      fc.property(fc.array(fc.string(), { maxLength: 1_000 }), (values) => {
        expect(countDistinct(distinctOf([...values, ...values]))).toBe(new Set(values).size)
      }),
    )
    expect(countDistinct(distinctOf(ids(0, 1_023)))).toBe(1_023)
  })

  it.each([5_000, 100_000])('counts %i within ten percent', (n) => {
    for (let seed = 0; seed < 5; seed++) {
      const count = countDistinct(distinctOf(ids(seed * n, (seed + 1) * n)))
      expect(Math.abs(count / n - 1)).toBeLessThan(0.1)
    }
  })

  it('merges into the count of all sets, in any order', () => {
    const [a, b, c] = [distinctOf(ids(0, 900)), distinctOf(ids(600, 1_800)), distinctOf(ids(1_700, 3_000))]
    expect(mergeDistinct(a, b, c)).toEqual(distinctOf(ids(0, 3_000)))
    expect(mergeDistinct(mergeDistinct(c, b), a)).toEqual(distinctOf(ids(0, 3_000)))
    expect(mergeDistinct(a, a)).toEqual(a)
  })
})
