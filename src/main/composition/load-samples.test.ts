import { createVirtualClock } from '@main/ports/fakes/virtual-clock'
import { expect, it } from 'vitest'
import { sampleLoad } from './load-samples'

const MINUTE_MS = 60_000
const container = { at: 0, cpuPercent: 10, memoryBytes: 5, receivedPerSecond: 0, sentPerSecond: 0 }

it('adds the containers to its own processes, and leaves out starts and pauses', async () => {
  const clock = createVirtualClock()
  const since = clock.elapsed()
  const end = new AbortController()
  const steady = () => clock.elapsed() - since > 25_000
  const samples = sampleLoad({
    usage: async () => ({ cpuPercent: 20, memoryBytes: 100 }),
    services: () => ({ kafka: [{ ...container, cpuPercent: 99 }, container] }),
    flow: () => ({ eventsPerSecond: 2_000, steady: steady() }),
    clock,
  })
  const running = samples.run(end.signal)
  await clock.sleep(MINUTE_MS + 1, end.signal)
  end.abort()
  await running
  // At 10 and 20 s it is not steady; the interval that ends at 30 s began before it was.
  expect(samples.feed.value).toEqual(
    Array.from({ length: 3 }, () => ({ eventsPerSecond: 2_000, cpuPercent: 30, memoryBytes: 105 })),
  )
})
