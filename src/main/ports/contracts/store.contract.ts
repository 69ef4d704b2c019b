import type { Store } from '@main/ports/store'
import { MINUTE_MS } from '@shared/lib/time'
import type { AvroField, Dataset } from '@shared/model/dataset'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { wholeOf } from '../fakes/memory-temp-files'
import { epochRanges } from '../log-epochs'
import { storePagesContract } from './store-pages.contract'
import { storeSearchContract } from './store-search.contract'
import { EPOCH, EVENT, event, FIELDS, newDataset, rowsAt, TTL_DAYS, WINDOW } from './testing/store-rows'

export interface StoreUnderTest {
  readonly store: Store
  /** Reads an extract: one object per row, times as `Date`, 64-bit numbers as `bigint`. */
  readRows(parquet: Uint8Array): Promise<Record<string, unknown>[]>
  close(): Promise<void>
}

const EPOCHS = [{ epoch: EPOCH, since: [0, 0, 0] }]

/** The contract of every store. */
export function storeContract(open: () => Promise<StoreUnderTest>): void {
  let opened: StoreUnderTest
  let store: Store
  beforeAll(async () => {
    opened = await open()
    store = opened.store
  })
  afterAll(() => opened.close())

  const prepared = async () => {
    const dataset = newDataset()
    await store.prepare(dataset, TTL_DAYS)
    return dataset
  }

  const reached = async (dataset: Dataset) =>
    (await store.storedEpochs(dataset)).sort((a, b) => a.epoch - b.epoch || a.partition - b.partition)

  it('answers', () => store.ping())

  storePagesContract(() => store, prepared)

  describe('a table without rows', () => {
    it('has no stored positions, and extracts nothing', async () => {
      const dataset = await prepared()
      expect(await store.storedEpochs(dataset)).toEqual([])
      expect(await store.countWindows(dataset, [WINDOW], EPOCHS)).toEqual(
        new Map([[WINDOW, { current: 0, earlier: 0 }]]),
      )
      expect(await opened.readRows(await wholeOf(await store.extract(dataset, WINDOW)))).toEqual([])
      expect(await store.usage(dataset.name)).toEqual({ rows: 0, bytes: 0, parts: 0 })
    })
  })

  describe('insert', () => {
    it('keeps every value exactly, as the extract shows', async () => {
      const dataset = await prepared()
      const events = fc.sample(event, { numRuns: 500, seed: 7 })
      await store.insert(
        dataset,
        events.map((event, offset) => ({ event, epoch: EPOCH, partition: 1, offset })),
      )
      const rows = await opened.readRows(await wholeOf(await store.extract(dataset, WINDOW)))
      const byTime = events
        .map((event, i) => ({ event, i }))
        .sort((a, b) => Number(a.event.at) - Number(b.event.at) || a.i - b.i)
      expect(rows).toEqual(
        byTime.map(({ event }) => ({ ...event, at: new Date(Number(event.at)), large: BigInt(Number(event.large)) })),
      )
    })

    it("keeps each partition's position in the log", async () => {
      const dataset = await prepared()
      await store.insert(dataset, [...rowsAt([WINDOW, WINDOW], 0), ...rowsAt([WINDOW], 2, 9_007_199_254_740_000)])
      await store.insert(dataset, rowsAt([WINDOW], 0, 2))
      expect(await reached(dataset)).toEqual([
        { epoch: EPOCH, partition: 0, next: 3 },
        { epoch: EPOCH, partition: 2, next: 9_007_199_254_740_001 },
      ])
    })

    it('separates logs that used the same offsets, and counts those of the current log', async () => {
      const dataset = await prepared()
      const [first, second, lost] = [EPOCH, EPOCH + 1, EPOCH + 2]
      await store.insert(dataset, rowsAt([WINDOW, WINDOW, WINDOW, WINDOW], 0, 0, first))
      await store.insert(dataset, rowsAt([WINDOW, WINDOW], 0, 2, second))
      await store.insert(dataset, rowsAt([WINDOW], 1, 0, lost))
      expect(await reached(dataset)).toEqual([
        { epoch: first, partition: 0, next: 4 },
        { epoch: second, partition: 0, next: 4 },
        { epoch: lost, partition: 1, next: 1 },
      ])
      const copy = [
        { epoch: first, since: [0, 0, 0] },
        { epoch: second, since: [2, 0, 0] },
      ]
      expect((await store.countWindows(dataset, [WINDOW], copy)).get(WINDOW)).toEqual({ current: 4, earlier: 3 })
      expect((await store.countWindows(dataset, [WINDOW], [])).get(WINDOW)).toEqual({ current: 0, earlier: 7 })
      expect(await store.countOutside(dataset, [first], epochRanges(copy))).toBe(2)
      expect(await store.countOutside(dataset, [first, second, lost], epochRanges(copy))).toBe(3)
      expect(await store.countOutside(dataset, [lost], [])).toBe(1)
      expect(await store.countOutside(dataset, [], epochRanges(copy))).toBe(0)
      await store.insert(dataset, rowsAt([WINDOW + MINUTE_MS], 2, 0, second))
      await store.insert(dataset, rowsAt([WINDOW - MINUTE_MS], 2, 0, lost))
      expect(await store.earlierWindows(dataset, [])).toEqual([WINDOW - MINUTE_MS, WINDOW, WINDOW + MINUTE_MS])
      expect(await store.earlierWindows(dataset, copy)).toEqual([WINDOW - MINUTE_MS, WINDOW])
      const other = await prepared()
      await store.insert(other, rowsAt([WINDOW], 0, 0, first))
      expect(await store.earlierWindows(other, copy.slice(0, 1))).toEqual([])
      const during = [{ from: WINDOW, to: WINDOW + 1 }]
      const asked = [first, second].map((epoch) => ({ epoch, partition: 0, from: 0, to: 3 }))
      expect(await store.stored(dataset, asked, during)).toEqual([
        { epoch: first, partition: 0, from: 0, to: 3 },
        { epoch: second, partition: 0, from: 2, to: 3 },
      ])
      expect((await store.search.at(dataset, { epoch: second, partition: 0, offset: 3 }))?.place.epoch).toBe(second)
    })

    it('makes one part per batch, whatever its size', async () => {
      const dataset = await prepared()
      await store.insert(dataset, rowsAt(Array.from({ length: 100_000 }, (_, i) => WINDOW + (i % MINUTE_MS))))
      expect(await store.usage(dataset.name)).toMatchObject({ rows: 100_000, parts: 1 })
    })

    it.each([
      ['kind', 'SELL'],
      ['small', 2 ** 31],
      ['small', 1.5],
      ['large', 2 ** 53],
      ['id', 'no-uuid'],
      ['at', Date.UTC(2300, 0, 1)],
      ['at', Date.UTC(1899, 11, 31)],
      ['text', null],
    ])('refuses the whole batch when %s is %j, and names both', async (field, value) => {
      const dataset = await prepared()
      const rows = rowsAt([WINDOW, WINDOW])
      const bad = { epoch: EPOCH, partition: 0, offset: 2, event: { ...EVENT, [field]: value } }
      await expect(store.insert(dataset, [...rows, bad])).rejects.toMatchObject({
        fault: { code: 'store-rejected', reason: expect.stringContaining(`${field} `) },
      })
      expect(await store.storedEpochs(dataset)).toEqual([])
      await store.insert(dataset, rows)
      expect(await store.storedEpochs(dataset)).toEqual([{ epoch: EPOCH, partition: 0, next: 2 }])
    })

    it('takes several batches at once', async () => {
      const dataset = await prepared()
      const batches = [0, 1, 2].map((partition) => rowsAt(new Array(1_000).fill(WINDOW), partition))
      await Promise.all(batches.map((rows) => store.insert(dataset, rows)))
      expect((await reached(dataset)).map(({ next }) => next)).toEqual([1_000, 1_000, 1_000])
    })

    it('throws store-unavailable when there is no table', async () => {
      await expect(store.insert(newDataset(), rowsAt([WINDOW]))).rejects.toMatchObject({
        fault: { code: 'store-unavailable' },
      })
    })
  })

  describe('windows', () => {
    it('are counted one by one, near and far, with 0 where there are no rows', async () => {
      const dataset = await prepared()
      const windows = [WINDOW, WINDOW + MINUTE_MS, Date.UTC(2299, 11, 31, 23, 59), Date.UTC(1955, 10, 5, 6, 15)]
      for (const [i, start] of windows.entries()) {
        await store.insert(dataset, rowsAt(new Array(i + 1).fill(start + MINUTE_MS - 1), 0, i * 10))
        await store.insert(dataset, rowsAt([start], 1, i))
      }
      const empty = [WINDOW - MINUTE_MS, WINDOW + 2 * MINUTE_MS, 0]
      const own = (rows: number) => ({ current: rows, earlier: 0 })
      expect(await store.countWindows(dataset, [...windows, ...empty], EPOCHS)).toEqual(
        new Map([
          ...windows.map((start, i) => [start, own(i + 2)] as const),
          ...empty.map((start) => [start, own(0)] as const),
        ]),
      )
    })

    it('are counted by the hundred', async () => {
      const dataset = await prepared()
      const windows = Array.from({ length: 300 }, (_, i) => WINDOW + i * 2 * MINUTE_MS)
      const today = windows.filter((start) => start < Date.UTC(2026, 10, 25))
      await store.insert(dataset, rowsAt(windows.slice(0, today.length)))
      await store.insert(dataset, rowsAt(windows.slice(today.length), 1))
      const counted = [...(await store.countWindows(dataset, windows, EPOCHS)).values()]
      expect(counted).toEqual(new Array(300).fill({ current: 1, earlier: 0 }))
    })

    it('are extracted from their first millisecond to their last, oldest first', async () => {
      const dataset = await prepared()
      await store.insert(dataset, rowsAt([WINDOW + MINUTE_MS, WINDOW + MINUTE_MS - 1, WINDOW - 1, WINDOW]))
      const rows = await opened.readRows(await wholeOf(await store.extract(dataset, WINDOW)))
      expect(rows.map((row) => row.at)).toEqual([new Date(WINDOW), new Date(WINDOW + MINUTE_MS - 1)])
    })
  })

  storeSearchContract(() => store, prepared)

  describe('prepare', () => {
    it('keeps rows and accepts a different number of days', async () => {
      const dataset = await prepared()
      await store.insert(dataset, rowsAt([WINDOW]))
      await store.prepare(dataset, TTL_DAYS)
      await store.prepare(dataset, 7)
      expect(await store.storedEpochs(dataset)).toEqual([{ epoch: EPOCH, partition: 0, next: 1 }])
    })

    it('adds new fields and new symbols, and can still read old rows', async () => {
      const before = await prepared()
      await store.insert(before, rowsAt([WINDOW]))
      const kind = { type: 'enum' as const, name: 'kind', symbols: ['BUY', 'LOOK', 'RETURN'] }
      const fields = FIELDS.map((field) => (field.name === 'kind' ? { ...field, type: kind } : field))
      const after = newDataset([...fields, { name: 'note', type: ['null', 'string'] }], before.name)
      await store.prepare(after, TTL_DAYS)
      const event = { ...EVENT, at: WINDOW + 1, kind: 'RETURN', note: 'broken' }
      await store.insert(after, [{ epoch: EPOCH, partition: 0, offset: 1, event }])
      const rows = await opened.readRows(await wholeOf(await store.extract(after, WINDOW)))
      expect(rows.map(({ kind, note }) => ({ kind, note }))).toEqual([
        { kind: 'LOOK', note: null },
        { kind: 'RETURN', note: 'broken' },
      ])
    })

    it("accepts fields with the names of Millrace's own former columns", async () => {
      const own = ['log_partition', 'log_offset', 'log_epoch', 'stored_at'].map(
        (name): AvroField => ({ name, type: 'string' }),
      )
      const dataset = newDataset([...FIELDS, ...own])
      await store.prepare(dataset, TTL_DAYS)
      const values = { log_partition: 'a', log_offset: 'b', log_epoch: 'c', stored_at: 'd' }
      await store.insert(dataset, [{ event: { ...EVENT, ...values }, epoch: EPOCH, partition: 2, offset: 5 }])
      await store.prepare(dataset, TTL_DAYS)
      expect(await store.storedEpochs(dataset)).toEqual([{ epoch: EPOCH, partition: 2, next: 6 }])
      expect(await store.search.at(dataset, { epoch: EPOCH, partition: 2, offset: 5 })).toMatchObject({ event: values })
      expect(await opened.readRows(await wholeOf(await store.extract(dataset, WINDOW)))).toMatchObject([values])
    })

    it('refuses a field of another type', async () => {
      const { name } = await prepared()
      const changed = FIELDS.map((field) => (field.name === 'small' ? { ...field, type: 'string' as const } : field))
      await expect(store.prepare(newDataset(changed, name), TTL_DAYS)).rejects.toMatchObject({
        fault: { code: 'schema-incompatible' },
      })
    })
  })

  it('reports the size of a table', async () => {
    const dataset = await prepared()
    await store.insert(dataset, rowsAt([WINDOW, WINDOW]))
    const usage = await store.usage(dataset.name)
    expect(usage).toMatchObject({ rows: 2, parts: 1 })
    expect(usage.bytes).toBeGreaterThan(0)
  })
}
