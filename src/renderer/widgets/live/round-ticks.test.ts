import { describe, expect, it } from 'vitest'
import { roundTicks } from './round-ticks'

describe('roundTicks', () => {
  it.each([
    [2_300, [0, 600, 1_200, 1_800, 2_400]],
    [2_400, [0, 600, 1_200, 1_800, 2_400]],
    [0.077, [0, 0.02, 0.04, 0.06, 0.08]],
    [1, [0, 0.25, 0.5, 0.75, 1]],
    [0, [0, 0.25, 0.5, 0.75, 1]],
  ])('reaches %s', (highest, ticks) => {
    expect(roundTicks(highest)).toEqual(ticks)
  })
})
