import { expect, it } from 'vitest'
import { systemClock } from './system-clock'

it('sleeps as long as it is asked to', async () => {
  const clock = systemClock()
  const before = performance.now()
  await clock.sleep(20, new AbortController().signal)
  expect(performance.now() - before).toBeGreaterThanOrEqual(18)
})

it('wakes early when told to, without an error', async () => {
  await systemClock().sleep(60_000, AbortSignal.timeout(5))
  await systemClock().sleep(60_000, AbortSignal.abort())
})
