import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { benjaminiHochberg } from './benjamini-hochberg'

const equally = (ps: readonly number[]) => ps.map((p) => ({ p, weight: 1 }))

describe("Benjamini and Hochberg's procedure", () => {
  it('rejects the four that its authors reject in their example', () => {
    // Benjamini and Hochberg (1995), section 4: 15 p-values at the level 0.05.
    const ps = [
      0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324, 0.4262, 0.5719, 0.6528, 0.759, 1,
    ]
    expect(benjaminiHochberg(equally(ps), 0.05).filter(Boolean)).toHaveLength(4)
  })

  it('rejects nothing when there is nothing', () => {
    expect(benjaminiHochberg([], 0.05)).toEqual([])
  })

  it('gives a weighty test more of the level, and never more to all', () => {
    expect(
      benjaminiHochberg(
        [
          { p: 0.04, weight: 1.9 },
          { p: 0.5, weight: 0.1 },
        ],
        0.05,
      ),
    ).toEqual([true, false])
    expect(
      benjaminiHochberg(
        [
          { p: 0.04, weight: 100 },
          { p: 0.5, weight: 100 },
        ],
        0.05,
      ),
    ).toEqual([false, false])
  })

  it('rejects at least what Bonferroni rejects, and nothing above the level', () => {
    const ps = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 50 })
    fc.assert(
      fc.property(ps, (all) => {
        const rejected = benjaminiHochberg(equally(all), 0.05)
        for (const [i, p] of all.entries()) {
          if (p <= 0.05 / all.length) expect(rejected[i]).toBe(true)
          if (p > 0.05) expect(rejected[i]).toBe(false)
        }
      }),
    )
  })
})
