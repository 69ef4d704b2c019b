import { chunksOf } from '@main/ports/fakes/memory-temp-files'
import type { Store } from '@main/ports/store'
import { MINUTE_MS } from '@shared/lib/time'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createWindowRig, DATASET, START, until, type WindowRig } from './testing/window-rig'

let rig: WindowRig
beforeEach(async () => {
  rig = await createWindowRig()
})
afterEach(() => rig.close())

it('closes a window once its end and the grace have passed and the sink has stored all logged events', async () => {
  await rig.append(START + 1, START + 2, START + 3)
  rig.start()
  rig.now = START + MINUTE_MS + 1_000
  await rig.sinkCatchesUp()
  await until(async () => expect((await rig.row())?.state).toBe('closing'))
  expect(rig.extracted).toEqual([])
  rig.now = START + MINUTE_MS + 2_000
  await until(async () => expect((await rig.row())?.state).toBe('complete'))
  expect((await rig.row())?.counts).toEqual({
    produced: 3,
    logged: 3,
    stored: 3,
    extracted: 3,
    analysed: 3,
    deadLetters: 0,
    earlierLog: 0,
  })
  expect((await rig.row())?.reportReadyMs).toBe(2_000)
})

it('waits for a sink that is behind, past the grace', async () => {
  await rig.append(START + 1, START + 2)
  rig.now = START + MINUTE_MS + 10_000
  rig.start()
  await rig.checked()
  expect(rig.extracted).toEqual([])
  await rig.sinkCatchesUp()
  await until(async () => expect((await rig.row())?.state).toBe('complete'))
})

it('reports a window as incomplete once when patience ends, and revises it when the events have come', async () => {
  await rig.append(START + 1, START + 2)
  rig.now = START + MINUTE_MS + 2_000
  rig.start()
  await rig.checked()
  rig.now += 30_000
  await until(async () => expect((await rig.row())?.state).toBe('incomplete'))
  expect(rig.storedReport('2026-01-05_12-00.json')).toMatchObject({
    complete: false,
    incompleteReason: '0 of 2 logged events had reached the store after waiting 30 s',
  })
  await rig.checked()
  expect(rig.extracted).toHaveLength(1)
  await rig.sinkCatchesUp()
  await until(async () => expect((await rig.row())?.state).toBe('complete'))
  expect((await rig.row())?.revision).toBe(2)
})

it('reopens a window for late events, and keeps the previous report next to the new one', async () => {
  await rig.append(START + 1)
  await rig.sinkCatchesUp()
  rig.now = START + MINUTE_MS + 2_000
  rig.start()
  await until(async () => expect((await rig.row())?.state).toBe('complete'))
  await rig.append(START + 2)
  await rig.tracker.refresh(DATASET)
  expect((await rig.row())?.state).toBe('reopened')
  await rig.sinkCatchesUp()
  await until(async () => expect((await rig.row())?.state).toBe('complete'))
  expect(rig.storedReport('2026-01-05_12-00.json')).toMatchObject({ revision: 2, report: { total_events: 2 } })
  expect(rig.storedReport('2026-01-05_12-00.r1.json')).toMatchObject({ revision: 1, report: { total_events: 1 } })
})

it('fills missed windows, oldest first, and marks them', async () => {
  await rig.append(START + 2 * MINUTE_MS, START, START + MINUTE_MS)
  await rig.sinkCatchesUp()
  rig.now = START + 60 * MINUTE_MS
  rig.start()
  await until(async () => expect((await rig.row(START + 2 * MINUTE_MS))?.state).toBe('complete'))
  expect(rig.extracted).toEqual([0, 1, 2].map((n) => new Date(START + n * MINUTE_MS).toISOString()))
  expect((await rig.row())?.filled).toBe(true)
})

it('delays a window while an older one waits for its events, so that windows are judged in order', async () => {
  await rig.append(START, START + MINUTE_MS)
  const whole = new Map([[START + MINUTE_MS, { current: 1, earlier: 0 }]])
  const store = rig.ports.store as { countWindows: Store['countWindows'] }
  const { countWindows } = store
  store.countWindows = async () => whole
  rig.now = START + 2 * MINUTE_MS + 2_000
  rig.start()
  await rig.checked()
  expect(rig.extracted).toEqual([])
  store.countWindows = countWindows
  await rig.sinkCatchesUp()
  await until(async () => expect((await rig.row(START + MINUTE_MS))?.state).toBe('complete'))
  expect(rig.extracted).toEqual([0, 1].map((n) => new Date(START + n * MINUTE_MS).toISOString()))
})

it('counts a dead letter of the log as accounted for', async () => {
  await rig.append(START + 1, START + 2)
  await rig.ports.deadLetters.add([
    {
      dataset: DATASET,
      place: { kind: 'log', epoch: (await rig.log.epochs(DATASET))[0]?.epoch ?? 0, partition: 0, offset: 0 },
      reason: 'bad',
      body: new Uint8Array(),
      window: START,
    },
  ])
  const dead = rig.log.records(DATASET).find(({ partition }) => partition === 0)
  const store = rig.ports.store as { countWindows: Store['countWindows']; extract: Store['extract'] }
  store.countWindows = async () => new Map([[START, { current: dead ? 1 : 2, earlier: 0 }]])
  store.extract = async () => chunksOf('1')
  await rig.sinkCatchesUp()
  rig.now = START + MINUTE_MS + 2_000
  rig.start()
  await until(async () => expect((await rig.row())?.state).toBe('complete'))
  expect((await rig.row())?.counts).toMatchObject({ logged: 2, stored: 1, analysed: 1, deadLetters: 1 })
})

it('never extracts a complete window again', async () => {
  await rig.append(START + 1)
  await rig.sinkCatchesUp()
  rig.now = START + MINUTE_MS + 2_000
  rig.start()
  await until(async () => expect((await rig.row())?.state).toBe('complete'))
  rig.now += 10 * MINUTE_MS
  await rig.append(rig.now)
  await rig.sinkCatchesUp()
  await rig.checked()
  expect(rig.extracted).toHaveLength(1)
})

it('also waits for events that were logged after the window was found due', async () => {
  await rig.append(START + 1)
  rig.now = START + MINUTE_MS + 2_000
  rig.start()
  await rig.checked()
  const first = (await rig.log.offsets(DATASET)).end
  await rig.append(START + 2)
  await rig.tracker.refresh(DATASET)
  rig.committed = first
  await rig.log.commit(DATASET, first)
  await rig.checked()
  expect(rig.extracted).toEqual([])
  await rig.sinkCatchesUp()
  await until(async () => expect((await rig.row())?.state).toBe('complete'))
  expect((await rig.row())?.revision).toBe(1)
})

it('gives a live window one report, even if late events are counted while it is being read', async () => {
  await rig.append(START + 1, START + 2)
  await rig.sinkCatchesUp()
  const { countWindows } = rig.ports.store
  let late = 2
  // A late event is logged and stored between two queries.
  rig.ports.store.countWindows = async (...asked) => {
    if (late-- > 0) {
      await rig.append(START + 3 + late)
      await rig.sinkCatchesUp()
    }
    return countWindows(...asked)
  }
  rig.now = START + MINUTE_MS + 2_000
  rig.start()
  await until(async () => expect((await rig.row())?.state).toBe('complete'))
  expect(await rig.row()).toMatchObject({ revision: 1, counts: { logged: 4, stored: 4, extracted: 4 } })
  expect(rig.storedReport('2026-01-05_12-00.json')).toMatchObject({
    revision: 1,
    complete: true,
    incompleteReason: null,
  })
})

it('counts again when rows come between the count and the extract', async () => {
  await rig.append(START + 1)
  await rig.sinkCatchesUp()
  const { extract: take } = rig.ports.store
  let came = false
  rig.ports.store.extract = async (...asked) => {
    if (!came) {
      came = true
      await rig.append(START + 2)
      await rig.sinkCatchesUp()
    }
    return take(...asked)
  }
  rig.now = START + MINUTE_MS + 2_000
  rig.start()
  await until(async () => expect((await rig.row())?.state).toBe('complete'))
  expect(await rig.row()).toMatchObject({ revision: 1, counts: { logged: 2, stored: 2, extracted: 2 } })
})

it('marks every missed window, even if those before it take long', async () => {
  const minutes = Array.from({ length: 20 }, (_, n) => START + n * MINUTE_MS)
  await rig.append(...minutes)
  await rig.sinkCatchesUp()
  rig.now = START + 60 * MINUTE_MS
  const { extract: take } = rig.ports.store
  rig.ports.store.extract = (...asked) => {
    rig.now += 1_000
    return take(...asked)
  }
  rig.start()
  await until(async () => expect((await rig.row(minutes.at(-1)))?.state).toBe('complete'))
  const rows = await rig.tracker.rows(DATASET, { limit: 100 })
  expect(rows.filter(({ filled }) => filled)).toHaveLength(20)
})

it('measures from a window’s end when it was found in time, even if it was extracted late', async () => {
  await rig.append(START + 1)
  rig.now = START + MINUTE_MS + 2_000
  rig.start()
  await rig.checked()
  rig.now += 25_000
  await rig.sinkCatchesUp()
  await until(async () => expect((await rig.row())?.state).toBe('complete'))
  expect(await rig.row()).toMatchObject({ filled: false, reportReadyMs: 27_000 })
})
