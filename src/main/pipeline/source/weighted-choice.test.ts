import { expect, it } from 'vitest'
import { createRandoms, type Random } from './random-streams'
import { createWeightedChoice } from './weighted-choice'

it('draws each index in proportion to its weight', () => {
  const weights = [1, 0, 5, 2, 0.5, 1.5]
  const draw = createWeightedChoice(weights)
  const [random] = createRandoms(7, 1, 1) as [Random]
  const drawn = Array.from({ length: 200_000 }, () => draw(random))
  for (const [i, weight] of weights.entries()) {
    const share = drawn.filter((index) => index === i).length / drawn.length
    expect(share).toBeCloseTo(weight / 10, 2)
    if (weight === 0) expect(share).toBe(0)
  }
})
