import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createBatcher } from './batches'

const DAY = 86_400_000

it('takes rows of one day at a time and keeps the order of each partition', () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ partition: fc.integer({ min: 0, max: 5 }), day: fc.integer({ min: 0, max: 3 }) })),
      fc.integer({ min: 1, max: 20 }),
      (records, limit) => {
        const batcher = createBatcher()
        const next = [0, 0, 0, 0, 0, 0]
        for (const { partition, day } of records) {
          const offset = (next[partition] as number)++
          batcher.add({ partition, offset, event: { day } }, day * DAY + offset)
        }
        const stored = [0, 0, 0, 0, 0, 0]
        let taken = 0
        while (batcher.size > 0) {
          const batch = batcher.take(limit)
          expect(batch.length).toBeGreaterThan(0)
          expect(batch.length).toBeLessThanOrEqual(limit)
          expect(new Set(batch.map((row) => row.event.day)).size).toBe(1)
          for (const row of batch) expect(row.offset).toBe((stored[row.partition] as number)++)
          taken += batch.length
        }
        expect(taken).toBe(records.length)
        expect(stored).toEqual(next)
      },
    ),
  )
})

it('gives nothing when nothing waits', () => {
  expect(createBatcher().take(10)).toEqual([])
})
