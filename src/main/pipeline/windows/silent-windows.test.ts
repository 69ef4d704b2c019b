import { MINUTE_MS } from '@shared/lib/time'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createWindowRig, DATASET, dataset, START, until, type WindowRig } from './testing/window-rig'
import { createWindowTracker } from './window-tracker'

let rig: WindowRig
beforeEach(async () => {
  rig = await createWindowRig()
})
afterEach(() => rig.close())

it('makes a window for a minute without events while a source is running, and finds it again after a restart', async () => {
  rig.liveSince = START - 1_000
  await rig.append(START + 1)
  await rig.sinkCatchesUp()
  rig.start()
  // Lets the stage check every now and then: only an awake stage can know that no events came.
  for (; rig.now < START + 2 * MINUTE_MS + 2_000; rig.now += 5_000) {
    const before = rig.checks
    await vi.waitFor(() => {
      rig.check()
      expect(rig.checks).toBeGreaterThan(before)
    }, 3_000)
  }
  await until(async () => expect((await rig.row(START + MINUTE_MS))?.state).toBe('complete'))
  const counts = { produced: 0, logged: 0, stored: 0, extracted: 0, analysed: 0, deadLetters: 0, earlierLog: 0 }
  expect((await rig.row(START + MINUTE_MS))?.counts).toEqual(counts)
  expect(rig.storedReport('2026-01-05_12-01.json')).toMatchObject({ complete: true, report: { total_events: 0 } })

  rig.tracker = createWindowTracker(rig.ports, [dataset], () => rig.now)
  await rig.tracker.refresh(DATASET)
  expect(await rig.row(START + MINUTE_MS)).toMatchObject({ state: 'complete', counts })
  expect(rig.tracker.unextracted(DATASET, Number.POSITIVE_INFINITY)).toEqual([])
})

it('makes no window for minutes in which the machine slept, or no source was running', async () => {
  await rig.append(START + 1)
  await rig.sinkCatchesUp()
  rig.start()
  rig.now = START + 3 * MINUTE_MS
  await until(async () => expect((await rig.row())?.state).toBe('complete'))
  rig.liveSince = START
  rig.now = START + 9 * MINUTE_MS
  await rig.checked()
  expect(await rig.tracker.rows(DATASET, { limit: 100 })).toHaveLength(1)
})

it('revises a window without events when late ones come', async () => {
  await rig.append(START + 1)
  await rig.tracker.refresh(DATASET)
  rig.tracker.silent(DATASET, START + MINUTE_MS)
  rig.now = START + 3 * MINUTE_MS
  await rig.sinkCatchesUp()
  rig.start()
  await until(async () => expect((await rig.row(START + MINUTE_MS))?.revision).toBe(1))
  await rig.append(START + MINUTE_MS + 5)
  await rig.sinkCatchesUp()
  await until(async () => expect(await rig.row(START + MINUTE_MS)).toMatchObject({ state: 'complete', revision: 2 }))
})

it('reports fewer events, but not in the minute in which the source was stopped', async () => {
  const minutes = 30
  for (let minute = 0; minute < minutes; minute++) {
    const at = START + minute * MINUTE_MS
    // In the middle of the 25th minute a user stops the source, in the 28th it restarts, and in the last it fails for half a
    // minute.
    const events = minute === 25 || minute === 29 ? 50 : minute === 26 || minute === 27 ? 0 : 100 + (minute % 3)
    await rig.append(...Array.from({ length: events }, (_, n) => at + n))
  }
  rig.partly = new Set([START + 25 * MINUTE_MS])
  await rig.sinkCatchesUp()
  rig.now = START + minutes * MINUTE_MS + 10_000
  rig.start()
  await until(async () => expect((await rig.row(START + (minutes - 1) * MINUTE_MS))?.state).toBe('complete'))
  const sentences = (minute: string) =>
    rig.storedReport(`2026-01-05_12-${minute}.json`)?.anomalies.map((a) => a.sentence)
  expect(sentences('24')).toEqual([])
  expect(sentences('25')).toEqual([])
  expect(sentences('29')).toEqual(['All events 50 a minute, expected 81–122, since 12:29.'])
})
