import { expect, it } from 'vitest'
import { systemClock } from './system-clock'

it('sleeps for the given time', async () => {
  const clock = systemClock()
  const before = performance.now()
  await clock.sleep(20, new AbortController().signal)
  expect(performance.now() - before).toBeGreaterThanOrEqual(18)
})

it('wakes early on abort, without an error', async () => {
  await systemClock().sleep(60_000, AbortSignal.timeout(5))
  await systemClock().sleep(60_000, AbortSignal.abort())
})
