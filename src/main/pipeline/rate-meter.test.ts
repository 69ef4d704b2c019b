import { describe, expect, it } from 'vitest'
import { createEventMeter, createWindowMeter } from './rate-meter'

describe('the rate of events', () => {
  it('does not jump when batches are uneven', () => {
    const meter = createEventMeter()
    meter.restart(0)
    const rates: number[] = []
    let made = 0
    for (let second = 1; second <= 60; second++) {
      // Batches of 479 in some seconds and none in others: still 200 a second.
      const now = second * 1_000 + (second % 3) * 40
      while (made + 479 <= now / 5) {
        meter.add(479, now)
        made += 479
      }
      rates.push(meter.perSecond(now))
    }
    const steady = rates.slice(10)
    expect(Math.min(...steady)).toBeGreaterThan(150)
    expect(Math.max(...steady)).toBeLessThan(250)
  })

  it('is the average since the start during the first ten seconds', () => {
    const meter = createEventMeter()
    meter.add(5_000, 0)
    meter.restart(1_000)
    meter.add(400, 2_000)
    expect(meter.perSecond(3_000)).toBe(200)
  })

  it('is 0 ten seconds after the last event', () => {
    const meter = createEventMeter()
    meter.restart(0)
    meter.add(1_000, 500)
    for (let second = 1; second <= 11; second++) meter.perSecond(second * 1_000)
    expect(meter.perSecond(12_000)).toBe(0)
  })
})

describe('the rate of windows', () => {
  it('is one a minute for one a minute, at any moment', () => {
    const meter = createWindowMeter()
    for (let minute = 0; minute < 10; minute++) {
      meter.add(1, minute * 60_000 + (minute % 2 ? 400 : 0))
      if (minute < 2) continue
      for (let second = 1; second < 60; second++) {
        expect(meter.perSecond(minute * 60_000 + second * 1_000) * 60).toBeCloseTo(1, 1)
      }
    }
  })

  it('rises while missed windows are filled, and falls afterwards', () => {
    const meter = createWindowMeter()
    for (let second = 0; second < 20; second++) for (let i = 0; i < 5; i++) meter.add(1, second * 1_000 + i * 100)
    expect(meter.perSecond(20_000)).toBeCloseTo(5)
    expect(meter.perSecond(60_000)).toBeLessThan(0.6)
    expect(meter.perSecond(400_000)).toBe(0)
  })

  it('is unknown, and so 0, after a single window', () => {
    const meter = createWindowMeter()
    meter.add(1, 0)
    expect(meter.perSecond(30_000)).toBe(0)
  })
})
