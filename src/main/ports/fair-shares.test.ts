import fc from 'fast-check'
import { expect, it } from 'vitest'
import { fairShares } from './fair-shares'

it('divides a limit evenly, gives the unused share of a short partition to the others, and starves none', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(100), { maxLength: 8 }), fc.integer({ min: 1, max: 200 }), (available, limit) => {
      const shares = new Map(fairShares(available, limit))
      const waiting = available.filter((count) => count > 0).length
      const total = [...shares.values()].reduce((sum, share) => sum + share, 0)
      const all = available.reduce((sum, count) => sum + count, 0)
      expect(total).toBe(Math.min(all, Math.max(limit, waiting)))
      for (const [partition, share] of shares) {
        const even = Math.floor(limit / waiting)
        expect(share).toBeGreaterThanOrEqual(Math.min(available[partition] as number, Math.max(1, even)))
        expect(share).toBeLessThanOrEqual(available[partition] as number)
      }
      expect(shares.size).toBe(waiting)
    }),
  )
})

it('skips a partition without records', () => {
  expect(fairShares([0, 50, 10], 40)).toEqual([
    [1, 30],
    [2, 10],
  ])
})
