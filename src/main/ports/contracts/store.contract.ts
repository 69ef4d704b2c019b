import type { RowCursor, Store, StoreRow, Stretch } from '@main/ports/store'
import { MINUTE_MS } from '@shared/lib/time'
import { type AvroField, Dataset, type Event } from '@shared/model/dataset'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { wholeOf } from '../fakes/memory-temp-files'
import { epochRanges } from '../log-epochs'

export interface StoreUnderTest {
  readonly store: Store
  /** Reads an extract: one object per row, times as `Date`, 64-bit numbers as `bigint`. */
  readRows(parquet: Uint8Array): Promise<Record<string, unknown>[]>
  close(): Promise<void>
}

const WINDOW = Date.UTC(2026, 10, 24, 12, 34)
const TTL_DAYS = 30
/** As large as epochs get. */
const EPOCH = 3_678_191_901_937_706
const EPOCHS = [{ epoch: EPOCH, since: [0, 0, 0] }]

const FIELDS: AvroField[] = [
  { name: 'id', type: { type: 'string', logicalType: 'uuid' } },
  { name: 'kind', type: { type: 'enum', name: 'kind', symbols: ['BUY', 'LOOK'] } },
  { name: 'at', type: { type: 'long', logicalType: 'timestamp-millis' } },
  { name: 'outcome', type: { type: 'enum', name: 'outcome', symbols: ['SUCCESS', 'ERROR'] } },
  { name: 'ok', type: 'boolean' },
  { name: 'small', type: 'int' },
  { name: 'large', type: 'long' },
  { name: 'single', type: 'float' },
  { name: 'double', type: 'double' },
  { name: 'text', type: 'string' },
  { name: 'maybe_kind', type: ['null', { type: 'enum', name: 'maybe_kind', symbols: ['A', 'B'] }], default: null },
  { name: 'maybe_id', type: ['null', { type: 'string', logicalType: 'uuid' }], default: null },
  { name: 'maybe_small', type: ['null', 'int'], default: null },
  { name: 'maybe_text', type: ['null', 'string'], default: null },
]

let datasets = 0

function newDataset(fields: AvroField[] = FIELDS, name = `contract_${++datasets}`): Dataset {
  return Dataset.parse({
    name,
    title: name,
    description: '',
    partitions: 3,
    roles: {
      time: 'at',
      type: 'kind',
      outcome: 'outcome',
      errorSymbols: ['ERROR'],
      latency: 'small',
      key: 'id',
      id: 'id',
    },
    schema: { type: 'record', name, fields },
  })
}

const EVENT: Event = {
  id: '00112233-4455-6677-8899-aabbccddeeff',
  kind: 'LOOK',
  at: WINDOW,
  outcome: 'SUCCESS',
  ok: true,
  small: 1,
  large: 2,
  single: 0.5,
  double: 0.1,
  text: 'text',
  maybe_kind: null,
  maybe_id: null,
  maybe_small: null,
  maybe_text: null,
}

const maybe = <T>(of: fc.Arbitrary<T>) => fc.option(of, { nil: null })
const text = fc.string({ unit: 'binary', maxLength: 60 })
const event: fc.Arbitrary<Event> = fc.record({
  id: fc.uuid(),
  kind: fc.constantFrom('BUY', 'LOOK'),
  at: fc.integer({ min: WINDOW, max: WINDOW + MINUTE_MS - 1 }),
  outcome: fc.constantFrom('SUCCESS', 'ERROR'),
  ok: fc.boolean(),
  small: fc.integer(),
  large: fc.maxSafeInteger(),
  single: fc.float(),
  double: fc.double(),
  text,
  maybe_kind: maybe(fc.constantFrom('A', 'B')),
  maybe_id: maybe(fc.uuid()),
  maybe_small: maybe(fc.integer()),
  maybe_text: maybe(text),
})

function byNumber(a: unknown, b: unknown): number {
  return Number(a) - Number(b)
}

/** A float has fewer digits than a number in JavaScript. */
function asSingle(row: StoreRow): StoreRow {
  return { ...row, event: { ...row.event, single: Math.fround(Number(row.event.single)) } }
}

function rowsAt(times: readonly number[], partition = 0, from = 0, epoch = EPOCH): StoreRow[] {
  return times.map((at, i) => ({ event: { ...EVENT, at }, epoch, partition, offset: from + i }))
}

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

  describe('pages of rows', () => {
    it('return every row as it was stored, oldest first, each once', async () => {
      const dataset = await prepared()
      await fc.assert(
        fc.asyncProperty(fc.array(event, { minLength: 1, maxLength: 40 }), async (events) => {
          await store.clear(dataset)
          const rows = events.map((event, offset) => ({ event, epoch: EPOCH, partition: offset % 3, offset }))
          await store.insert(dataset, rows)
          const read = await pagesOf(dataset, null, 7)
          expect(read.map(({ event }) => event.at)).toEqual(events.map(({ at }) => at).sort(byNumber))
          const inOrder = [...read].sort((a, b) => a.offset - b.offset)
          expect(inOrder.map(asSingle)).toEqual(rows.map(asSingle))
        }),
        { numRuns: 15 },
      )
    })

    it('return large rows too, in more pages', async () => {
      const dataset = await prepared()
      const text = 'x'.repeat(900_000)
      const times = Array.from({ length: 100 }, (_, i) => WINDOW + i)
      for (let at = 0; at < times.length; at += 50) {
        const rows = rowsAt(times.slice(at, at + 50), 0, at)
        await store.insert(
          dataset,
          rows.map((row) => ({ ...row, event: { ...row.event, text } })),
        )
      }
      const read = await pagesOf(dataset, null, 5_000)
      expect(read.map(({ offset }) => offset)).toEqual(times.map((_, i) => i))
    })

    it('return only rows in the given ranges', async () => {
      const dataset = await prepared()
      await store.insert(dataset, [...rowsAt([WINDOW, WINDOW + 1, WINDOW]), ...rowsAt([WINDOW, WINDOW + 2], 1, 0, 7)])
      const within = [
        { epoch: EPOCH, partition: 0, from: 1, to: 3 },
        { epoch: 7, partition: 1, from: 0, to: 1 },
      ]
      const read = await pagesOf(dataset, within, 2)
      expect(read.map(({ epoch, offset }) => `${epoch} ${offset}`)).toEqual([`7 0`, `${EPOCH} 2`, `${EPOCH} 1`])
      expect(await store.pages.page(dataset, { after: null, within: [], limit: 5 })).toEqual([])
    })

    it('have equal sums if and only if their events are equal, wherever they are in the log', async () => {
      const [one, other] = [await prepared(), await prepared()]
      const times = [WINDOW, WINDOW, WINDOW + MINUTE_MS]
      await store.insert(one, rowsAt(times))
      await store.insert(other, rowsAt([...times].reverse(), 2, 50, 7))
      const sums = await store.pages.sums(one)
      expect(sums.map(({ start, rows }) => [start, rows])).toEqual([
        [WINDOW, 2],
        [WINDOW + MINUTE_MS, 1],
      ])
      expect(await store.pages.sums(other)).toEqual(sums)
      await store.clear(other)
      expect(await store.pages.sums(other)).toEqual([])
      await store.insert(other, [...rowsAt(times.slice(0, 2)), { ...(rowsAt(times.slice(2), 1)[0] as StoreRow) }])
      expect(await store.pages.sums(other)).toEqual(sums)
      await store.clear(other)
      const changed = rowsAt(times).map((row) => ({ ...row, event: { ...row.event, maybe_text: '' } }))
      await store.insert(other, changed)
      expect((await store.pages.sums(other))[0]).toMatchObject({ rows: 2 })
      expect((await store.pages.sums(other))[0]?.checksum).not.toBe(sums[0]?.checksum)
    })

    const pagesOf = async (dataset: Dataset, within: readonly Stretch[] | null, limit: number) => {
      const read: StoreRow[] = []
      for (let after: RowCursor | null = null; ; ) {
        const page: StoreRow[] = await store.pages.page(dataset, { after, within, limit })
        const last = page.at(-1)
        if (!last) return read
        read.push(...page)
        after = { ...last, time: Number(last.event.at) }
      }
    }
  })

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

  describe('search', () => {
    const ID = '0011223344556677889900112233445'
    const shown = { type: undefined, errorsOnly: false, order: 'time' } as const
    /** Twenty rows one second apart, each faster than the one before; every fourth row is a failed BUY. */
    const filled = async () => {
      const dataset = await prepared()
      const rows = Array.from({ length: 20 }, (_, i): StoreRow => {
        const failed = i % 4 === 0
        const own = { kind: failed ? 'BUY' : 'LOOK', outcome: failed ? 'ERROR' : 'SUCCESS', small: 100 - i }
        const id = `00112233-4455-6677-8899-0000000000${String(i).padStart(2, '0')}`
        return { event: { ...EVENT, ...own, id, at: WINDOW + i * 1_000 }, epoch: EPOCH, partition: i % 3, offset: i }
      })
      await store.insert(dataset, rows)
      await store.insert(dataset, rowsAt([WINDOW - 1, WINDOW + MINUTE_MS], 1, 100))
      return dataset
    }
    const offsets = ({ rows }: { rows: { place: { offset: number } }[] }) => rows.map(({ place }) => place.offset)

    it("shows a limited number of a window's rows, and the total", async () => {
      const dataset = await filled()
      const found = await store.search.inWindow(dataset, WINDOW, shown, 5)
      expect(found.total).toBe(20)
      expect(offsets(found)).toEqual([0, 1, 2, 3, 4])
      expect(found.rows[1]?.event).toEqual({
        ...EVENT,
        small: 99,
        id: '00112233-4455-6677-8899-000000000001',
        at: WINDOW + 1_000,
      })
      expect(Math.abs((found.rows[1]?.storedAt ?? 0) - Date.now())).toBeLessThan(60_000)
    })

    it('shows rows by type, only failed ones, and the slowest first', async () => {
      const dataset = await filled()
      const some = async (filter: object) =>
        offsets(await store.search.inWindow(dataset, WINDOW, { ...shown, ...filter }, 3))
      expect(await some({ type: 'LOOK' })).toEqual([1, 2, 3])
      expect(await some({ errorsOnly: true })).toEqual([0, 4, 8])
      expect(await some({ errorsOnly: true, type: 'LOOK' })).toEqual([])
      expect(await some({ order: 'slowest', type: 'LOOK' })).toEqual([1, 2, 3])
      expect(await some({ type: "LOOK' OR 1 = 1 --" })).toEqual([])
      expect(await some({ errorCode: '96' })).toEqual([])
      const coded = { ...dataset, roles: { ...dataset.roles, errorCode: 'small' } }
      expect(offsets(await store.search.inWindow(coded, WINDOW, { ...shown, errorCode: '96' }, 3))).toEqual([4])
    })

    it('finds a row by its position and by its id, and counts the rows before it', async () => {
      const dataset = await filled()
      const row = await store.search.at(dataset, { epoch: EPOCH, partition: 7 % 3, offset: 7 })
      expect(row?.event.id).toBe('00112233-4455-6677-8899-000000000007')
      expect(await store.search.byId(dataset, '00112233-4455-6677-8899-000000000007')).toEqual(row)
      expect(row && (await store.search.before(dataset, row))).toBe(7)
      expect(row?.place).toEqual({ epoch: EPOCH, partition: 1, offset: 7 })
      expect(await store.search.at(dataset, { epoch: EPOCH, partition: 0, offset: 7 })).toBeNull()
      expect(await store.search.at(dataset, { epoch: 0, partition: 1, offset: 7 })).toBeNull()
      expect(await store.search.byId(dataset, ID)).toBeNull()
      expect(await store.search.byId({ ...dataset, roles: { ...dataset.roles, id: undefined } }, ID)).toBeNull()
    })

    it('returns every value unchanged', async () => {
      const dataset = await prepared()
      const events = fc.sample(event, { numRuns: 100, seed: 11 })
      await store.insert(
        dataset,
        events.map((event, offset) => ({ event, epoch: EPOCH, partition: 0, offset })),
      )
      const { rows } = await store.search.inWindow(dataset, WINDOW, shown, 500)
      const value = (one: unknown) => (typeof one === 'number' && !Number.isFinite(one) ? null : one)
      for (const { place, event: found } of rows) {
        const { single, double, ...exact } = events[place.offset] as Event
        expect(found).toMatchObject(exact)
        expect(Math.fround(Number(found.single))).toBe(Math.fround(Number(value(single))))
        expect(found.double).toBe(value(double) === 0 ? found.double : value(double))
      }
      expect(rows).toHaveLength(100)
    })
  })

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
