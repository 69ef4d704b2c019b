import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createPacer } from './pacer'

const START = Date.UTC(2026, 0, 5, 12)
const NO_LIMIT = Number.MAX_SAFE_INTEGER
const steady = () => 1
const pacerOf = (rate: number | 'max', rhythm = steady) => createPacer({ rate, rhythm, startMs: START, seed: 1 })

/** Calls it at each of the steps, and returns the due times together with the time of the call. */
function run(pacer: ReturnType<typeof createPacer>, steps: readonly number[], limit = NO_LIMIT) {
  let now = START
  return steps.map((step) => {
    now += step
    return { now, times: pacer.due(now, limit) }
  })
}

describe('the pacer', () => {
  const rates = fc.integer({ min: 1, max: 20_000 })
  const steps = fc.array(fc.integer({ min: 0, max: 900 }), { minLength: 1, maxLength: 60 })

  it('never exceeds the rate, and never falls an event short of it', () => {
    fc.assert(
      fc.property(rates, steps, (rate, waits) => {
        let total = 0
        for (const { now, times } of run(pacerOf(rate), waits)) {
          total += times.length
          const wanted = (rate * (now - START)) / 1_000
          expect(total).toBeLessThanOrEqual(wanted + 1e-6)
          expect(total).toBeGreaterThan(wanted - 1 - 1e-6)
        }
      }),
    )
  })

  it('returns whole, ascending times, none in the future and none before an earlier one', () => {
    fc.assert(
      fc.property(rates, steps, fc.integer({ min: 1, max: 500 }), (rate, waits, limit) => {
        let last = START
        const strange: unknown[] = []
        for (const { now, times } of run(pacerOf(rate), waits, limit)) {
          expect(times.length).toBeLessThanOrEqual(limit)
          for (const time of times) {
            if (!Number.isInteger(time) || time < last || time > now) strange.push([last, time, now])
            last = time
          }
        }
        expect(strange).toEqual([])
      }),
    )
  })

  it('returns events above the limit at the next call', () => {
    const pacer = pacerOf(10_000)
    const first = pacer.due(START + 500, 3_000)
    const second = pacer.due(START + 500, 3_000)
    expect([first.length, second.length]).toEqual([3_000, 2_000])
    expect(second[0]).toBeGreaterThanOrEqual(first.at(-1) as number)
  })

  it('spreads events over the time they are due for', () => {
    const times = pacerOf(1_000).due(START + 1_000, NO_LIMIT)
    const firstHalf = times.filter((time) => time < START + 500).length
    expect(firstHalf).toBe(500)
  })

  it('catches up on at most a second after a pause', () => {
    const pacer = pacerOf(1_000)
    const times = pacer.due(START + 3_600_000, NO_LIMIT)
    expect(times).toHaveLength(1_000)
    expect(times[0]).toBeGreaterThanOrEqual(START + 3_599_000)
  })

  it('continues when the clock was set back', () => {
    const pacer = pacerOf(1_000)
    pacer.due(START + 60_000, NO_LIMIT)
    expect(pacer.due(START, NO_LIMIT)).toEqual([])
    expect(pacer.due(START + 100, NO_LIMIT)).toHaveLength(100)
  })

  it('follows a change of rate at once', () => {
    const pacer = pacerOf(100)
    expect(pacer.due(START + 1_000, NO_LIMIT)).toHaveLength(100)
    pacer.setRate(5_000, steady)
    expect(pacer.due(START + 2_000, NO_LIMIT)).toHaveLength(5_000)
  })

  it('follows the rhythm', () => {
    expect(pacerOf(1_000, () => 0.3).due(START + 1_000, NO_LIMIT)).toHaveLength(300)
  })

  it('returns as many events as allowed, all due now, at the highest rate', () => {
    const pacer = pacerOf('max')
    expect(pacer.due(START + 7, 4)).toEqual(Array(4).fill(START + 7))
    expect(pacer.due(START + 7, 4)).toHaveLength(4)
    pacer.setRate(10, steady)
    expect(pacer.due(START + 1_007, NO_LIMIT)).toHaveLength(10)
  })

  it('does not catch up on skipped time', () => {
    const pacer = pacerOf(1_000)
    pacer.skipTo(START + 900)
    expect(pacer.due(START + 1_000, NO_LIMIT)).toHaveLength(100)
  })
})
