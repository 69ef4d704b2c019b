import { createMemoryLedger } from '@main/ports/fakes/memory-ledger'
import { chunksOf } from '@main/ports/fakes/memory-temp-files'
import { MINUTE_MS } from '@shared/lib/time'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createWindowRig, DATASET, dataset, START, until, type WindowRig } from './testing/window-rig'
import { createWindowTracker } from './window-tracker'

let rig: WindowRig
beforeEach(async () => {
  rig = await createWindowRig()
})
afterEach(() => rig.close())

it('keeps reported windows of a deleted log, and balances windows that another log adds to', async () => {
  await rig.append(START + 1, START + 2, START + MINUTE_MS + 1)
  await rig.sinkCatchesUp()
  rig.now = START + 2 * MINUTE_MS + 2_000
  rig.start()
  await until(async () => expect((await rig.row(START + MINUTE_MS))?.state).toBe('complete'))
  rig.stop.abort()
  await rig.stopped()
  const made = rig.extracted.length

  rig.log.replaceBy(null)
  rig.committed = [0, 0]
  const earlier = new Map([
    [START, 2],
    [START + MINUTE_MS, 1],
  ])
  rig.ports.store.countWindows = async (_dataset, starts) =>
    new Map(starts.map((at) => [at, { current: rig.storedRows(at), earlier: earlier.get(at) ?? 0 }]))
  rig.ports.store.extract = async (_dataset, at) => {
    rig.extracted.push(new Date(at).toISOString())
    return chunksOf(String(rig.storedRows(at) + (earlier.get(at) ?? 0)))
  }
  rig.stop = new AbortController()
  rig.tracker = createWindowTracker(rig.ports, [dataset], () => rig.now)
  await rig.tracker.refresh(DATASET)
  expect(rig.tracker.unextracted(DATASET, Number.POSITIVE_INFINITY)).toEqual([])
  expect(await rig.row()).toMatchObject({ state: 'complete', revision: 1, counts: { logged: 2, stored: 2 } })
  expect(await rig.tracker.unbalanced(DATASET)).toEqual([])

  // The same number of events as in the earlier log: the number alone does not show that the window has changed.
  await rig.append(START + 3, START + 4)
  await rig.sinkCatchesUp()
  rig.start()
  await until(async () => expect(await rig.row()).toMatchObject({ state: 'complete', revision: 2 }))
  expect((await rig.row())?.counts).toMatchObject({ produced: 2, logged: 2, earlierLog: 2, stored: 4, extracted: 4 })
  expect(rig.storedReport('2026-01-05_12-00.json')).toMatchObject({ complete: true, ledger: { earlierLog: 2 } })
  expect(await rig.row(START + MINUTE_MS)).toMatchObject({ state: 'complete', revision: 1 })
  expect(rig.extracted.length).toBe(made + 1)
})

it('reports a window whose log was deleted before the report', async () => {
  const earlier = new Map([
    [START - MINUTE_MS, 5],
    [START, 2],
    [START + MINUTE_MS, 3],
  ])
  // It was reported, whether the ledger knows it or not.
  rig.objects.set(`${DATASET}/2026-01-05_11-59.json`, new TextEncoder().encode('{}'))
  rig.ports.store.earlierWindows = async () => [...earlier.keys()]
  rig.ports.store.countWindows = async (_dataset, starts) =>
    new Map(starts.map((at) => [at, { current: rig.storedRows(at), earlier: earlier.get(at) ?? 0 }]))
  rig.ports.store.extract = async (_dataset, at) => chunksOf(String(rig.storedRows(at) + (earlier.get(at) ?? 0)))
  await rig.append(START + MINUTE_MS + 1)
  await rig.sinkCatchesUp()
  rig.now = START + 2 * MINUTE_MS + 2_000
  rig.start()
  await until(async () => expect((await rig.row(START + MINUTE_MS))?.state).toBe('complete'))
  expect(await rig.row()).toMatchObject({
    state: 'complete',
    counts: { logged: 0, earlierLog: 2, stored: 2, analysed: 2 },
  })
  expect((await rig.row(START + MINUTE_MS))?.counts).toMatchObject({ logged: 1, earlierLog: 3, stored: 4, analysed: 4 })
  expect(rig.storedReport('2026-01-05_12-00.json')).toMatchObject({ complete: true, ledger: { earlierLog: 2 } })
  expect(await rig.row(START - MINUTE_MS)).toBeUndefined()
  expect(await rig.tracker.unbalanced(DATASET)).toEqual([])
})

it('rebuilds a lost ledger from the reports, and makes only windows without a report again', async () => {
  await rig.append(START + 1, START + MINUTE_MS + 1)
  await rig.sinkCatchesUp()
  rig.now = START + 2 * MINUTE_MS + 2_000
  rig.start()
  await until(async () => expect((await rig.row(START + MINUTE_MS))?.state).toBe('complete'))
  await rig.append(START + 2)
  await rig.sinkCatchesUp()
  await until(async () => expect(await rig.row()).toMatchObject({ state: 'complete', revision: 2 }))
  rig.stop.abort()
  await rig.stopped()

  rig.stop = new AbortController()
  rig.extracted.length = 0
  rig.objects.set(`${DATASET}/2026-01-05_12-01.json`, new TextEncoder().encode('{"damaged"'))
  let lost = true
  const rebuilt = async () => {
    lost = false
  }
  rig.ports = { ...rig.ports, ledger: { ...createMemoryLedger(), needsRebuild: async () => lost, rebuilt } }
  rig.tracker = createWindowTracker(rig.ports, [dataset], () => rig.now)
  rig.start()
  await until(async () => expect(await rig.row(START + MINUTE_MS)).toMatchObject({ state: 'complete', revision: 1 }))
  expect(await rig.row()).toMatchObject({ state: 'complete', revision: 2, counts: { logged: 2, analysed: 2 } })
  expect(rig.extracted).toEqual([new Date(START + MINUTE_MS).toISOString()])
  expect(lost).toBe(false)
})

it('shows the windows of a rebuilt ledger at once when the log is empty', async () => {
  await rig.append(START + 1)
  await rig.tracker.refresh(DATASET)
  rig.tracker.silent(DATASET, START + MINUTE_MS)
  await rig.sinkCatchesUp()
  rig.now = START + 2 * MINUTE_MS + 2_000
  rig.start()
  await until(async () => expect((await rig.row(START + MINUTE_MS))?.state).toBe('complete'))
  rig.stop.abort()
  await rig.stopped()

  rig.stop = new AbortController()
  rig.extracted.length = 0
  rig.log.replaceBy(null)
  rig.committed = [0, 0]
  let lost = true
  const rebuilt = async () => {
    lost = false
  }
  rig.ports = { ...rig.ports, ledger: { ...createMemoryLedger(), needsRebuild: async () => lost, rebuilt } }
  rig.tracker = createWindowTracker(rig.ports, [dataset], () => rig.now)
  rig.start()
  await until(async () => expect(lost).toBe(false))
  expect(await rig.row()).toMatchObject({ state: 'complete', revision: 1, counts: { logged: 1, analysed: 1 } })
  expect(await rig.row(START + MINUTE_MS)).toMatchObject({ state: 'complete', revision: 1, counts: { logged: 0 } })
  expect(rig.extracted).toEqual([])
})
