import { MINUTE_MS } from '@shared/lib/time'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createWindowRig, DATASET, START, until, type WindowRig } from '../windows/testing/window-rig'
import { overdueWindows } from './overdue-windows'

let rig: WindowRig
beforeEach(async () => {
  rig = await createWindowRig()
})
afterEach(() => rig.close())

const overdue = () => overdueWindows(rig.tracker, { name: DATASET, title: 'Clicks' }, null)

it('knows a window that nobody works on, and none that is still filling', async () => {
  await rig.append(START + 1, START + MINUTE_MS + 1)
  rig.now = START + MINUTE_MS + 6_000
  expect(await overdue()).toMatchObject({
    dataset: DATASET,
    title: 'Clicks',
    due: [{ start: START, revision: 0 }],
    incomplete: [],
    reason: null,
  })
})

it('knows how many events an incomplete report lacks, until it has them', async () => {
  await rig.append(START + 1, START + 2)
  rig.now = START + MINUTE_MS + 2_000
  rig.start()
  await rig.checked()
  rig.now += 30_000
  await until(async () => expect((await rig.row())?.state).toBe('incomplete'))
  expect(await overdue()).toMatchObject({ incomplete: [{ start: START, missing: 2 }], due: [] })
  await rig.sinkCatchesUp()
  await until(async () => expect((await rig.row())?.state).toBe('complete'))
  expect(await overdue()).toMatchObject({ incomplete: [], due: [] })
})

it('also knows incomplete windows that are older than those on the first page', async () => {
  await rig.append(START + 1)
  rig.now = START + MINUTE_MS + 2_000
  rig.start()
  await rig.checked()
  rig.now += 30_000
  await until(async () => expect((await rig.row())?.state).toBe('incomplete'))
  rig.stop.abort()
  await rig.stopped()
  const later = Array.from({ length: 40 }, (_, i) => START + (i + 2) * MINUTE_MS)
  await rig.append(...later)
  expect(await overdue()).toMatchObject({ incomplete: [{ start: START, missing: 1 }] })
})
