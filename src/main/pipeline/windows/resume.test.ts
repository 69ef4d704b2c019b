import { MINUTE_MS } from '@shared/lib/time'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createWindowRig, START, type WindowRig } from './testing/window-rig'

let rig: WindowRig
beforeEach(async () => {
  rig = await createWindowRig()
})
afterEach(async () => {
  vi.useRealTimers()
  await rig.close()
})

/** Lets everything run that waits for no timer. */
async function turns(): Promise<void> {
  for (let turn = 0; turn < 50; turn++) await new Promise((resolve) => setImmediate(resolve))
}

it('looks for due windows at once when the system resumes, although its timers stood still', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout'] })
  rig.start()
  await rig.checked()
  await rig.append(START + 1_000)
  await rig.sinkCatchesUp()
  rig.setClock(10 * MINUTE_MS)
  await turns()
  const { checks } = rig
  await turns()
  expect(rig.checks).toBe(checks)
  expect(rig.extracted).toEqual([])
  rig.resume()
  await turns()
  expect(rig.checks).toBeGreaterThan(checks)
  expect(rig.extracted).toEqual([new Date(START).toISOString()])
})
