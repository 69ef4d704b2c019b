import { describe, expect, it } from 'vitest'
import { emptyType } from './detector-state'
import { seasonalFactor, updateSeason } from './season'

const MINUTE = 60_000
const MONDAY = Date.UTC(2026, 0, 5)
const DAY = 1_440

/** `weeks` of windows whose events depend on the minute of the day. */
function learn(days: number, events: (minute: number, day: number) => number) {
  const season = emptyType().seasons.volume
  let rescaled = 1
  for (let i = 0; i < days * DAY; i++) {
    rescaled *= updateSeason(season, MONDAY + i * MINUTE, events(i % DAY, Math.floor(i / DAY)), 1)
  }
  return { factorAt: (minute: number) => seasonalFactor(season, MONDAY + (days * DAY + minute) * MINUTE), rescaled }
}

describe('the hours of the week', () => {
  it('have no effect during the first two weeks', () => {
    expect(learn(10, (minute) => (minute < 60 ? 300 : 100)).factorAt(0)).toBe(1)
  })

  it('learn an hour that is busier every day', () => {
    const { factorAt } = learn(21, (minute) => (minute < 60 ? 300 : 100))
    expect(factorAt(0)).toBeCloseTo(300 / ((300 + 23 * 100) / 24), 1)
    expect(factorAt(600)).toBe(1)
  })

  it('ignore one bad day', () => {
    const { factorAt } = learn(21, (_minute, day) => (day === 14 ? 500 : 100))
    expect(factorAt(600)).toBe(1)
  })
})
