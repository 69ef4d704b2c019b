import { MINUTE_MS } from '@shared/lib/time'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createWindowRig, START, until, type WindowRig } from './testing/window-rig'

const HOUR = 3_600_000

let rig: WindowRig
beforeEach(async () => {
  rig = await createWindowRig()
})
afterEach(() => rig.close())

it('waits equally long for missing events when the clock is set forward', async () => {
  await rig.append(START + 1, START + 2)
  rig.now = START + MINUTE_MS + 2_000
  rig.start()
  await rig.checked()
  rig.setClock(2 * HOUR)
  await rig.checked()
  expect(rig.extracted).toEqual([])
  await rig.sinkCatchesUp()
  await until(async () => expect(await rig.row()).toMatchObject({ state: 'complete', revision: 1 }))
})

it('waits no longer for missing events when the clock is set back', async () => {
  await rig.append(START + 1, START + 2)
  rig.now = START + 2 * HOUR
  rig.start()
  await rig.checked()
  rig.setClock(-HOUR)
  rig.now += 30_000
  await until(async () => expect((await rig.row())?.state).toBe('incomplete'))
})

it('completes a closed window when the clock was set back to before its end', async () => {
  await rig.append(START + 1, START + 2)
  rig.now = START + MINUTE_MS + 2_000
  rig.start()
  await rig.checked()
  rig.now += 30_000
  await until(async () => expect((await rig.row())?.state).toBe('incomplete'))
  rig.setClock(-HOUR)
  await rig.checked()
  expect(rig.extracted).toHaveLength(1)
  await rig.sinkCatchesUp()
  await until(async () => expect(await rig.row()).toMatchObject({ state: 'complete', revision: 2 }))
})

it('reports a window once that the clock passes twice, and again when it ends for the second time', async () => {
  await rig.append(START + 1)
  await rig.sinkCatchesUp()
  rig.now = START + MINUTE_MS + 2_000
  rig.start()
  await until(async () => expect((await rig.row())?.state).toBe('complete'))
  rig.setClock(-MINUTE_MS)
  for (const time of [START + 2_000, START + 3_000]) {
    await rig.append(time)
    await rig.sinkCatchesUp()
    await rig.checked()
  }
  expect(rig.extracted).toHaveLength(1)
  rig.now += MINUTE_MS
  await until(async () => expect(await rig.row()).toMatchObject({ state: 'complete', revision: 2 }))
  expect(rig.storedReport('2026-01-05_12-00.json')).toMatchObject({ report: { total_events: 3 } })
})

it('retries a window that could not be extracted even if the clock is set back', async () => {
  const { extract } = rig.ports.store
  let tries = 0
  Object.assign(rig.ports.store, {
    extract: async (...args: Parameters<typeof extract>) => {
      if (tries++ === 0) throw new Error('the engine hiccuped')
      return extract(...args)
    },
  })
  await rig.append(START + 1)
  await rig.sinkCatchesUp()
  rig.now = START + 2 * HOUR
  rig.start()
  await until(async () => expect(rig.faults).toHaveLength(1))
  rig.setClock(-HOUR)
  rig.now += 1_000
  await until(async () => expect((await rig.row())?.state).toBe('complete'))
})
