import { MINUTE_MS } from '@shared/lib/time'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createReanalysis } from './reanalysis'
import { createStartGate } from './start-gate'
import { createWindowRig, DATASET, dataset, START, until, type WindowRig } from './testing/window-rig'

let rig: WindowRig
beforeEach(async () => {
  rig = await createWindowRig()
  rig.scheduler = 'airflow'
})
afterEach(() => rig.close())

async function fill(...windows: readonly number[]) {
  await rig.append(...windows)
  await rig.sinkCatchesUp()
  rig.now = Math.max(rig.now, Math.max(...windows) + MINUTE_MS + 2_000)
}
const revision = async (start = START) => (await rig.row(start))?.revision

it('starts nothing by itself while Airflow is the scheduler', async () => {
  await fill(START)
  rig.start()
  await rig.checked(10)
  expect(rig.extracted).toEqual([])
  expect(await rig.row()).toMatchObject({ state: 'closing', revision: 0 })
  expect(rig.gate.waits(DATASET, START)).toBe(true)
})

it('does each step when it is requested, and none after it', async () => {
  await fill(START)
  rig.start()
  rig.gate.request('extract', DATASET, START)
  await until(async () => expect((await rig.row())?.counts.extracted).toBe(1))
  await rig.checked(10)
  expect(await rig.row()).toMatchObject({ counts: { analysed: null }, revision: 0 })
  rig.gate.request('analyse', DATASET, START)
  await until(async () => expect((await rig.row())?.counts.analysed).toBe(1))
  await rig.checked(10)
  expect(await revision()).toBe(0)
  rig.gate.request('report', DATASET, START)
  await until(async () => expect(await rig.row()).toMatchObject({ state: 'complete', revision: 1 }))
})

it('does only the requested window', async () => {
  await fill(START, START + MINUTE_MS)
  rig.start()
  rig.gate.request('report', DATASET, START + MINUTE_MS)
  await until(async () => expect(await revision(START + MINUTE_MS)).toBe(1))
  expect(await revision()).toBe(0)
})

it('lets late events wait for another request', async () => {
  await fill(START)
  rig.start()
  rig.gate.request('report', DATASET, START)
  await until(async () => expect(await revision()).toBe(1))
  await fill(START)
  await rig.checked(10)
  expect(await rig.row()).toMatchObject({ state: 'reopened', revision: 1 })
  expect(rig.gate.waits(DATASET, START)).toBe(true)
})

it('completes a requested window by itself when its missing events arrive', async () => {
  await rig.append(START)
  rig.now = START + MINUTE_MS + 2_000
  rig.start()
  rig.gate.request('report', DATASET, START)
  await rig.checked()
  rig.now += 30_000
  await until(async () => expect(await rig.row()).toMatchObject({ state: 'incomplete', revision: 1 }))
  await rig.sinkCatchesUp()
  await until(async () => expect(await rig.row()).toMatchObject({ state: 'complete', revision: 2 }))
})

it('does what waited when the user hands over to croner', async () => {
  await fill(START, START + MINUTE_MS)
  rig.start()
  await rig.checked()
  rig.scheduler = 'croner'
  await until(async () => expect([await revision(), await revision(START + MINUTE_MS)]).toEqual([1, 1]))
})

it('analyses again at once what the user asks for', async () => {
  await fill(START)
  rig.start()
  rig.gate.request('report', DATASET, START)
  await until(async () => expect(await revision()).toBe(1))
  const reanalysis = createReanalysis(rig.ports, rig.tracker, rig.gate)
  void reanalysis.run(rig.stop.signal)
  await reanalysis.start(dataset, [START], rig.stop.signal)
  await until(async () => expect(await revision()).toBe(2))
})

it('refuses more requests than it can remember', () => {
  const gate = createStartGate(() => 'airflow')
  for (let n = 0; n < 10_000; n++) gate.request('extract', DATASET, n * MINUTE_MS)
  expect(() => gate.request('extract', DATASET, -MINUTE_MS)).toThrow('windows-requested')
  gate.request('report', DATASET, 0)
})
