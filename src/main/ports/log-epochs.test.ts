import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { epochAt, epochRanges, isOfLog, type LogEpoch } from './log-epochs'

const EPOCHS: readonly LogEpoch[] = [
  { epoch: 7, since: [0, 0] },
  { epoch: 3, since: [10, 0] },
  { epoch: 9, since: [10, 5] },
]

describe('epochs of a log', () => {
  it('own the records from their start up to the next epoch', () => {
    expect([0, 9, 10, 99].map((offset) => epochAt(EPOCHS, 0, offset))).toEqual([7, 7, 9, 9])
    expect([0, 4, 5].map((offset) => epochAt(EPOCHS, 1, offset))).toEqual([3, 3, 9])
  })

  it('have ranges that agree with the owner of each single record', () => {
    const made = fc.array(fc.array(fc.nat(20), { minLength: 2, maxLength: 2 }), { minLength: 1, maxLength: 5 })
    fc.assert(
      fc.property(made, fc.nat(1), fc.nat(80), (steps, partition, offset) => {
        const since = [0, 0]
        const epochs = steps.map((step, i) => {
          if (i > 0) for (const p of [0, 1]) since[p] = (since[p] ?? 0) + (step[p] ?? 0)
          return { epoch: i + 1, since: [...since] }
        })
        const owners = epochRanges(epochs).filter(
          (range) => range.partition === partition && range.from <= offset && offset < range.to,
        )
        expect(owners.map(({ epoch }) => epoch)).toEqual([epochAt(epochs, partition, offset)])
      }),
    )
  })

  it('do not own the records of another log, or of a later life of an older copy, at the same offset', () => {
    expect(isOfLog(EPOCHS, { epoch: 7, partition: 0, offset: 9 })).toBe(true)
    expect(isOfLog(EPOCHS, { epoch: 7, partition: 0, offset: 10 })).toBe(false)
    expect(isOfLog(EPOCHS, { epoch: 8, partition: 0, offset: 9 })).toBe(false)
  })
})
