import { createVirtualClock } from '@main/ports/fakes/virtual-clock'
import { expect, it } from 'vitest'
import { createEventTimePace } from './replay'

it('lets event time pass at the requested speed', async () => {
  const clock = createVirtualClock()
  const pace = createEventTimePace(60, clock)
  expect(pace.wait(0)).toBe(0)
  expect(pace.wait(60_000)).toBe(1_000)
  clock.skip(400)
  expect(pace.wait(60_000)).toBe(600)
})

it.each([-3_600_000, 3_600_000])('keeps its speed when the clock is set by %d ms', (ms) => {
  const clock = createVirtualClock()
  const pace = createEventTimePace(1, clock)
  pace.wait(0)
  clock.set(ms)
  expect(pace.wait(1_000)).toBe(1_000)
})
