import { MINUTE_MS } from '@shared/lib/time'
import { FaultError } from '@shared/model/fault'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createReanalysis } from './reanalysis'
import { createWindowRig, DATASET, dataset, START, until, type WindowRig } from './testing/window-rig'

let rig: WindowRig
beforeEach(async () => {
  rig = await createWindowRig()
})
afterEach(() => rig.close())

it('makes windows again on request, each with a new revision', async () => {
  await rig.append(START + 1, START + MINUTE_MS + 1)
  await rig.sinkCatchesUp()
  rig.now = START + 3 * MINUTE_MS
  rig.start()
  await until(async () => expect((await rig.row(START + MINUTE_MS))?.state).toBe('complete'))
  const reanalysis = createReanalysis(rig.ports, rig.tracker, rig.gate)
  const range = { from: START, to: START + 2 * MINUTE_MS }
  const plan = await reanalysis.plan(dataset, range)
  expect(plan).toMatchObject({ windows: 2, ways: { extract: 2, analyse: 0, lost: 0 }, changed: 0 })
  const following = reanalysis.run(rig.stop.signal)
  expect(await reanalysis.start(dataset, [START, START + MINUTE_MS], rig.stop.signal)).toMatchObject({
    state: 'running',
    windows: 2,
  })
  await expect(reanalysis.start(dataset, [START], rig.stop.signal)).rejects.toMatchObject({
    fault: { code: 'reanalysis-running' },
  })
  await until(async () => expect(reanalysis.feed.value).toMatchObject({ state: 'done', done: 2 }))
  expect(await rig.row()).toMatchObject({ state: 'complete', revision: 2 })
  expect(rig.extracted).toHaveLength(4)
  rig.stop.abort()
  await following
})

it('analyses the existing extract when the store has no rows any more, and never overwrites it', async () => {
  await rig.append(START + 1)
  await rig.sinkCatchesUp()
  rig.now = START + 2 * MINUTE_MS
  rig.start()
  await until(async () => expect((await rig.row())?.state).toBe('complete'))
  rig.committed = [0, 0]
  const reanalysis = createReanalysis(rig.ports, rig.tracker, rig.gate)
  const following = reanalysis.run(rig.stop.signal)
  await reanalysis.start(dataset, [START], rig.stop.signal)
  await until(async () => expect(reanalysis.feed.value).toMatchObject({ state: 'done' }))
  expect(await rig.row()).toMatchObject({ state: 'complete', revision: 2, counts: { analysed: 1 } })
  expect(rig.extracted).toHaveLength(1)
  rig.objects.delete(`${DATASET}/2026-01-05_12-00.parquet`)
  expect(await reanalysis.plan(dataset, { from: START, to: rig.now })).toMatchObject({ ways: { lost: 1 } })
  rig.stop.abort()
  await following
})

it('lists a never extracted window as due, and no windows in an empty range', async () => {
  await rig.append(START + 1)
  const reanalysis = createReanalysis(rig.ports, rig.tracker, rig.gate)
  rig.now = START + 2 * MINUTE_MS
  expect(await reanalysis.plan(dataset, { from: START, to: rig.now })).toMatchObject({ ways: { extract: 1, lost: 0 } })
  expect(await reanalysis.plan(dataset, { from: rig.now, to: rig.now + MINUTE_MS })).toMatchObject({
    windows: 0,
    changed: 0,
    estimatedSeconds: null,
  })
  expect(await reanalysis.start(dataset, [], rig.stop.signal)).toMatchObject({ state: 'done', windows: 0 })
})

it('leaves cancelled windows as they were', async () => {
  const second = START + MINUTE_MS
  await rig.append(START + 1, second + 1)
  await rig.sinkCatchesUp()
  rig.now = START + 3 * MINUTE_MS
  rig.start()
  await until(async () => expect((await rig.row(second))?.state).toBe('complete'))
  // A late event of the first window, which is not stored yet, delays the second.
  await rig.append(START + 2)
  const reanalysis = createReanalysis(rig.ports, rig.tracker, rig.gate)
  const following = reanalysis.run(rig.stop.signal)
  await reanalysis.start(dataset, [second], rig.stop.signal)
  await until(async () => expect(rig.tracker.asked(DATASET, second)).toBeGreaterThan(0))
  reanalysis.cancel()
  expect(reanalysis.feed.value).toMatchObject({ state: 'cancelled', done: 0 })
  await rig.sinkCatchesUp()
  await until(async () => expect(await rig.row()).toMatchObject({ state: 'complete', revision: 2 }))
  expect(await rig.row(second)).toMatchObject({ revision: 1 })
  expect(rig.extracted).toHaveLength(3)
  rig.stop.abort()
  await following
})

it('makes no second revision of a window that was made automatically since the request', async () => {
  await rig.append(START + 1)
  await rig.sinkCatchesUp()
  rig.now = START + 2 * MINUTE_MS
  const reanalysis = createReanalysis(rig.ports, rig.tracker, rig.gate)
  await rig.tracker.refresh(DATASET)
  expect(await reanalysis.start(dataset, [START], rig.stop.signal)).toMatchObject({ state: 'running' })
  rig.start()
  await until(async () => expect((await rig.row())?.state).toBe('complete'))
  const following = reanalysis.run(rig.stop.signal)
  await until(async () => expect(reanalysis.feed.value).toMatchObject({ state: 'done', done: 1 }))
  expect(await rig.row()).toMatchObject({ revision: 1 })
  expect(rig.extracted).toHaveLength(1)
  rig.stop.abort()
  await following
})

it('makes a window that stays incomplete again once per request', async () => {
  await rig.append(START + 1, START + 2)
  await rig.log.commit(DATASET, (await rig.log.offsets(DATASET)).end)
  rig.now = START + 2 * MINUTE_MS
  rig.start()
  await until(async () => expect((await rig.row())?.state).toBe('incomplete'))
  const reanalysis = createReanalysis(rig.ports, rig.tracker, rig.gate)
  const following = reanalysis.run(rig.stop.signal)
  await reanalysis.start(dataset, [START], rig.stop.signal)
  await until(async () => expect(reanalysis.feed.value).toMatchObject({ state: 'done', done: 1 }))
  const seen = rig.checks
  rig.check()
  await until(async () => expect(rig.checks).toBeGreaterThan(seen + 2))
  expect(await rig.row()).toMatchObject({ state: 'incomplete', revision: 2 })
  expect(rig.extracted).toHaveLength(2)
  rig.stop.abort()
  await following
})

it('waits for a store that is starting', async () => {
  await rig.append(START + 1)
  await rig.sinkCatchesUp()
  rig.now = START + 2 * MINUTE_MS
  const { countWindows } = rig.ports.store
  let refused = 0
  rig.ports.store.countWindows = async (...asked) => {
    if (refused++ < 3) throw new FaultError({ code: 'store-unavailable', reason: 'it starts' })
    return countWindows(...asked)
  }
  const reanalysis = createReanalysis(rig.ports, rig.tracker, rig.gate)
  await expect(reanalysis.plan(dataset, { from: START, to: rig.now })).rejects.toMatchObject({
    fault: { code: 'store-unavailable' },
  })
  expect(await reanalysis.start(dataset, [START], rig.stop.signal)).toMatchObject({ state: 'running', windows: 1 })
})

it('gives up when it cannot continue, and reports the reason', async () => {
  await rig.append(START + 1)
  await rig.sinkCatchesUp()
  rig.now = START + 2 * MINUTE_MS
  await rig.tracker.refresh(DATASET)
  const reanalysis = createReanalysis(rig.ports, rig.tracker, rig.gate)
  await reanalysis.start(dataset, [START], rig.stop.signal)
  rig.ports.ledger.get = async () => {
    throw new FaultError({ code: 'disk-full', dir: '/data' })
  }
  const following = reanalysis.run(rig.stop.signal)
  await until(async () =>
    expect(reanalysis.feed.value).toMatchObject({ state: 'failed', done: 0, fault: { code: 'disk-full' } }),
  )
  rig.stop.abort()
  await following
})
