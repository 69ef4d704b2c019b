import { expect, it } from 'vitest'
import { dailyRhythm } from './daily-rhythm'

const MINUTES = Array.from({ length: 1_440 }, (_, minute) => Date.UTC(2026, 2, 14, 0, minute))
const at = (hour: number) => dailyRhythm(Date.UTC(2026, 2, 14, hour))

it('is 1 on average over a day', () => {
  const mean = MINUTES.reduce((sum, ms) => sum + dailyRhythm(ms), 0) / MINUTES.length
  expect(mean).toBeCloseTo(1, 6)
})

it('is highest at 20:00 and lowest at 04:00 UTC, and never zero', () => {
  const factors = MINUTES.map(dailyRhythm)
  expect(Math.max(...factors)).toBe(at(20))
  expect(Math.min(...factors)).toBe(at(4))
  expect(at(4)).toBeGreaterThan(0)
})

it('is continuous at midnight', () => {
  for (const [i, ms] of MINUTES.entries()) {
    const next = MINUTES[(i + 1) % MINUTES.length] as number
    expect(Math.abs(dailyRhythm(next) - dailyRhythm(ms))).toBeLessThan(0.01)
  }
})
