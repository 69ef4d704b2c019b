import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DEFAULT_DETECTOR } from './detector-config'
import { type Drift, noDrift } from './detector-state'
import { addToDrift, findDrift } from './drift'

const config = DEFAULT_DETECTOR.drift
const RATE = 0.05

function after(rates: readonly number[], events = 500): Drift {
  return rates.reduce(
    (drift, rate, start) => addToDrift(drift, { start, events, errors: Math.round(events * rate) }, RATE, 1, config),
    noDrift(),
  )
}

describe('the cumulative sum of drift', () => {
  it('stays at zero while the rate is as expected', () => {
    expect(after(Array.from({ length: 500 }, () => RATE))).toEqual(noDrift())
  })

  it('finds a rate that rises a little and stays there, and its start', () => {
    const drift = after([...Array.from({ length: 50 }, () => RATE), ...Array.from({ length: 30 }, () => 0.07)])
    expect(findDrift(drift, RATE, 1e-4, config)).toMatchObject({ shape: 'drift', since: 50, matters: true })
    expect(findDrift(drift, RATE, 1e-4, config)?.describe().observed).toBeCloseTo(0.07, 5)
  })

  it('never reports a single window as drift, however bad', () => {
    expect(findDrift(after([1]), RATE, 1e-4, config)).toBeNull()
  })

  it('stays between zero and its ceiling', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 60 }), (rates) => {
        const { sum } = after(rates)
        expect(sum).toBeGreaterThanOrEqual(0)
        expect(sum).toBeLessThanOrEqual(config.threshold * 1.25)
      }),
    )
  })
})
