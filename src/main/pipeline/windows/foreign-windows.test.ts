import { MINUTE_MS } from '@shared/lib/time'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createWindowRig, START, until, type WindowRig } from './testing/window-rig'

let rig: WindowRig
beforeEach(async () => {
  rig = await createWindowRig()
})
afterEach(() => rig.close())

it('counts the events of other producers, in their own window and together with Millrace’s events', async () => {
  await rig.append(START + 1, START + 2, START + 3)
  await rig.appendForeign(START + 4, START + 5, START + MINUTE_MS)
  rig.now = START + 2 * MINUTE_MS + 2_000
  rig.start()
  await rig.sinkCatchesUp()
  await until(async () => expect((await rig.row(START + MINUTE_MS))?.state).toBe('complete'))
  const mixed = { produced: 3, logged: 5, foreign: 2, stored: 5, extracted: 5, analysed: 5, deadLetters: 0 }
  expect(await rig.row()).toMatchObject({ state: 'complete', counts: mixed })
  expect((await rig.row(START + MINUTE_MS))?.counts).toMatchObject({ produced: 0, logged: 1, foreign: 1, stored: 1 })
  expect(rig.storedReport('2026-01-05_12-00.json')).toMatchObject({ complete: true, ledger: mixed })
})

it('reopens a window for late events of another producer', async () => {
  await rig.append(START + 1)
  rig.now = START + MINUTE_MS + 2_000
  rig.start()
  await rig.sinkCatchesUp()
  await until(async () => expect((await rig.row())?.state).toBe('complete'))
  await rig.appendForeign(START + 2)
  await until(async () => expect((await rig.row())?.state).toBe('reopened'))
  await rig.sinkCatchesUp()
  await until(async () => expect(await rig.row()).toMatchObject({ state: 'complete', revision: 2 }))
  expect((await rig.row())?.counts).toMatchObject({ produced: 1, logged: 2, foreign: 1, stored: 2 })
})
