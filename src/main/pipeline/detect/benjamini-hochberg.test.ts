import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { benjaminiHochberg } from './benjamini-hochberg'

const equally = (ps: readonly number[]) => ps.map((p) => ({ p, level: 0.05 / ps.length }))

describe("Benjamini and Hochberg's procedure", () => {
  it('rejects the same four hypotheses as the example in the paper', () => {
    // Benjamini and Hochberg (1995), section 4: 15 p-values at the level 0.05.
    const ps = [
      0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324, 0.4262, 0.5719, 0.6528, 0.759, 1,
    ]
    expect(benjaminiHochberg(equally(ps)).filter(Boolean)).toHaveLength(4)
  })

  it('rejects nothing when there are no tests', () => {
    expect(benjaminiHochberg([])).toEqual([])
  })

  it('holds each test to its own share of the level, and a test without a share to nothing', () => {
    expect(
      benjaminiHochberg([
        { p: 0.04, level: 0.045 },
        { p: 0.04, level: 0.005 },
        { p: 0, level: 0 },
      ]),
    ).toEqual([true, false, false])
  })

  it('rejects at least what Bonferroni rejects, and nothing above the level', () => {
    const ps = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 50 })
    fc.assert(
      fc.property(ps, (all) => {
        const rejected = benjaminiHochberg(equally(all))
        for (const [i, p] of all.entries()) {
          if (p <= 0.05 / all.length) expect(rejected[i]).toBe(true)
          if (p > 0.05) expect(rejected[i]).toBe(false)
        }
      }),
    )
  })
})
