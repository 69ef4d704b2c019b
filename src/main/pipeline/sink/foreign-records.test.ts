import { createMemoryEventLog } from '@main/ports/fakes/memory-event-log'
import { createMemoryForeignRecordCounts } from '@main/ports/fakes/memory-foreign-record-counts'
import { createVirtualClock } from '@main/ports/fakes/virtual-clock'
import { MINUTE_MS } from '@shared/lib/time'
import type { Dataset } from '@shared/model/dataset'
import { windowOf } from '@shared/model/window'
import { expect, it } from 'vitest'
import { recountForeign } from './foreign-records'

const TOPIC = 'clicks'
const dataset = { name: TOPIC } as Dataset
const START = Date.UTC(2026, 0, 5, 12)

it('makes the sink read and count windows again when an older copy of the log holds fewer records', async () => {
  const log = createMemoryEventLog(createVirtualClock())
  const foreign = createMemoryForeignRecordCounts()
  await log.createTopic(TOPIC, 1)
  const append = (...times: number[]) =>
    log.appendForeign(
      TOPIC,
      times.map((eventTime) => ({ key: new Uint8Array([0]), value: new Uint8Array(), eventTime })),
    )
  const countFrom = async (next: readonly number[]) => {
    const { records } = await log.read(TOPIC, next, 100)
    const counted = records.map(({ eventTime, ...place }) => ({ ...place, window: windowOf(eventTime), records: 1 }))
    await foreign.add(TOPIC, counted)
    await log.commit(TOPIC, (await log.offsets(TOPIC)).end)
  }
  const windows = async () =>
    new Map(
      (await foreign.windowsSince(TOPIC, 0, await log.epochs(TOPIC))).windows.map((one) => [one.start, one.records]),
    )
  append(START - MINUTE_MS, START, START + 1)
  const copy = log.copy()
  append(START + 2, START + MINUTE_MS)
  await countFrom([0])
  await recountForeign({ log, foreign }, dataset)
  expect(await log.committed(TOPIC)).toEqual([5])

  log.replaceBy(copy)
  await log.commit(TOPIC, [3])
  append(START + MINUTE_MS + 1)
  await recountForeign({ log, foreign }, dataset)
  const back = await log.committed(TOPIC)
  expect(back).toEqual([1])
  await countFrom(back)
  expect(await windows()).toEqual(
    new Map([
      [START - MINUTE_MS, 1],
      [START, 2],
      [START + MINUTE_MS, 1],
    ]),
  )
  expect(await log.committed(TOPIC)).toEqual([4])
})
