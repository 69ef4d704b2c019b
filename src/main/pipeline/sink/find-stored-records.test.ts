import type { Stretch, TimeRange } from '@main/ports/store'
import { DAY_MS } from '@shared/lib/time'
import type { Dataset } from '@shared/model/dataset'
import { expect, it } from 'vitest'
import { findStoredRecords, type Placed, stretchesOf } from './find-stored-records'

const dataset = { name: 'shop' } as Dataset
const at = (offset: number, { epoch = 1, partition = 0, eventTime = 0 }: Partial<Placed> = {}): Placed => ({
  epoch,
  partition,
  offset,
  eventTime,
})
const stretch = (from: number, to: number, epoch = 1, partition = 0): Stretch => ({ epoch, partition, from, to })

/** Which offsets are found, and what the store was asked for. */
async function find(records: readonly Placed[], stored: readonly Stretch[]) {
  const asked: { stretches: readonly Stretch[]; times: readonly TimeRange[] }[] = []
  const isStored = await findStoredRecords(
    {
      async stored(_dataset, stretches, times) {
        asked.push({ stretches, times })
        return [...stored]
      },
    },
    dataset,
    records,
  )
  return { found: records.filter(isStored).map(({ offset }) => offset), asked }
}

it('finds the records within the stored ranges', async () => {
  const records = [0, 1, 2, 3, 5, 6, 7, 9].map((offset) => at(offset))
  const { found } = await find(records, [stretch(1, 3), stretch(5, 6), stretch(9, 20)])
  expect(found).toEqual([1, 2, 5, 9])
})

it('tells apart partitions and epochs', async () => {
  const records = [at(1), at(1, { epoch: 2 }), at(1, { partition: 1 })]
  const places = async (stored: Stretch) => {
    const isStored = await findStoredRecords({ stored: async () => [stored] }, dataset, records)
    return records.map(isStored)
  }
  expect(await places(stretch(0, 5, 1, 0))).toEqual([true, false, false])
  expect(await places(stretch(0, 5, 2, 0))).toEqual([false, true, false])
  expect(await places(stretch(0, 5, 1, 1))).toEqual([false, false, true])
})

it('asks nothing about no records', async () => {
  const { asked } = await find([], [])
  expect(asked).toEqual([])
  const isStored = await findStoredRecords({ stored: async () => [] }, dataset, [])
  expect(isStored(at(1))).toBe(false)
})

it('asks from the first to the last offset of each partition and epoch', () => {
  expect(stretchesOf([at(5), at(3), at(4), at(9), at(1, { partition: 1 }), at(7, { epoch: 2 })])).toEqual([
    stretch(3, 10),
    stretch(1, 2, 1, 1),
    stretch(7, 8, 2, 0),
  ])
})

it('asks from the first to the last event time of each day', async () => {
  const times = [5, 3, 4, 9, DAY_MS, 2 * DAY_MS - 1].map((eventTime, offset) => at(offset, { eventTime }))
  const { asked } = await find(times, [])
  expect(asked[0]?.times).toEqual([
    { from: 3, to: 10 },
    { from: DAY_MS, to: 2 * DAY_MS },
  ])
})

it('asks for one range when there are very many days', async () => {
  const days = (count: number) => Array.from({ length: count }, (_, day) => at(day, { eventTime: day * DAY_MS + 7 }))
  expect((await find(days(40), [])).asked[0]?.times).toHaveLength(40)
  expect((await find(days(41).reverse(), [])).asked[0]?.times).toEqual([{ from: 7, to: 40 * DAY_MS + 8 }])
})
