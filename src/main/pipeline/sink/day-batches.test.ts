import fc from 'fast-check'
import { expect, it } from 'vitest'
import { dayBatches } from './day-batches'

const DAY = 86_400_000

it('makes batches of one day each, with every row once and in order', () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ partition: fc.integer({ min: 0, max: 5 }), day: fc.integer({ min: -1, max: 3 }) })),
      fc.integer({ min: 1, max: 20 }),
      (records, limit) => {
        const rows = records.map(({ partition, day }, offset) => ({
          row: { epoch: 1, partition, offset, event: { day } },
          eventTime: day * DAY + offset,
        }))
        const batches = dayBatches(rows, limit)
        for (const batch of batches) {
          expect(batch.length).toBeLessThanOrEqual(limit)
          expect(new Set(batch.map(({ event }) => event.day)).size).toBe(1)
          const offsets = batch.map(({ offset }) => offset)
          expect(offsets).toEqual([...offsets].sort((a, b) => a - b))
        }
        const stored = batches.flat().map(({ offset }) => offset)
        expect(stored.sort((a, b) => a - b)).toEqual(records.map((_, offset) => offset))
      },
    ),
  )
})

it('makes two batches from two alternating days', () => {
  const rows = Array.from({ length: 1_000 }, (_, offset) => ({
    row: { epoch: 1, partition: 0, offset, event: {} },
    eventTime: (offset % 2) * DAY,
  }))
  expect(dayBatches(rows, 30_000).map(({ length }) => length)).toEqual([500, 500])
})
