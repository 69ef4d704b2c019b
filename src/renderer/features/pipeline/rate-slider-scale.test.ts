import { describe, expect, it } from 'vitest'
import { positionOfRate, rateAtPosition } from './rate-slider-scale'

describe('the rate slider', () => {
  it('gives every decade the same width', () => {
    expect([1, 1_000, 1_000_000].map(positionOfRate)).toEqual([0, 50, 100])
    expect([0, 50, 100].map(rateAtPosition)).toEqual([1, 1_000, 1_000_000])
  })

  it('stays where it was set, to two digits', () => {
    for (const rate of [1, 7, 20, 150, 2_000, 47_000, 950_000]) expect(rateAtPosition(positionOfRate(rate))).toBe(rate)
  })
})
