import { afterEach, beforeEach, expect, it } from 'vitest'
import { createRig } from './testing/rig'

let rig: ReturnType<typeof createRig>

beforeEach(() => {
  rig = createRig().run()
})
afterEach(() => rig.stop())

it('does not count a service as healthy that dies immediately and has no health check', async () => {
  rig.engine.behave('extra', { diesAfter: 300, exitCode: 3 })
  rig.services.start(['extra'])
  await expect(rig.services.whenHealthy(['extra'], new AbortController().signal)).rejects.toMatchObject({
    fault: { code: 'service-away', reason: 'it ended with code 3' },
  })
  rig.engine.behave('extra', {})
  const from = rig.clock.now()
  rig.services.start(['extra'])
  await rig.services.whenHealthy(['extra'], new AbortController().signal)
  expect(rig.clock.now() - from).toBeGreaterThanOrEqual(2_000)
  const then = rig.clock.now()
  await rig.services.whenHealthy(['extra'], new AbortController().signal)
  expect(rig.clock.now()).toBe(then)
})
