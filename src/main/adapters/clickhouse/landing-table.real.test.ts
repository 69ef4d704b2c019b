import type { Store } from '@main/ports/store'
import { MINUTE_MS } from '@shared/lib/time'
import { Dataset } from '@shared/model/dataset'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type EmbeddedStore, openEmbeddedStore } from './testing/embedded-store'

const WINDOW = Date.UTC(2026, 10, 24, 12, 34)
const EPOCH = 3_678_191_901_937_706
const EPOCHS = [{ epoch: EPOCH, since: [0, 0] }]
const ID = '00112233-4455-6677-8899-aabbccddeeff'
const DURING = [{ from: WINDOW - 86_400_000, to: WINDOW + 86_400_000 }]

let opened: EmbeddedStore
let store: Store
let datasets = 0

beforeAll(async () => {
  opened = await openEmbeddedStore()
  store = opened.store
})
afterAll(() => opened.close())

function named(name: string, more: Dataset['schema']['fields'] = []): Dataset {
  return Dataset.parse({
    name,
    title: name,
    description: '',
    partitions: 2,
    roles: { time: 'at', type: 'kind', outcome: 'kind', errorSymbols: ['B'], key: 'id' },
    schema: {
      type: 'record',
      name,
      fields: [
        { name: 'id', type: { type: 'string', logicalType: 'uuid' } },
        { name: 'kind', type: { type: 'enum', name: 'kind', symbols: ['A', 'B'] } },
        { name: 'at', type: { type: 'long', logicalType: 'timestamp-millis' } },
        { name: 'code', type: ['null', 'int'], default: null },
        ...more,
      ],
    },
  })
}

async function prepared(): Promise<Dataset> {
  const dataset = named(`inlet_test_${++datasets}`)
  await store.prepare(dataset, 30)
  return dataset
}

interface Delivered {
  readonly partition?: number
  readonly offset: number
  readonly at?: number
  readonly id?: string
  readonly kind?: string
}

/** Delivers rows like Kafka Connect, over HTTP. Returns the error's number, 0 when there is none. */
async function deliver({ name }: Dataset, rows: readonly Delivered[]): Promise<number> {
  const text = rows.map(({ partition = 0, offset, at = WINDOW + offset, id = ID, kind = 'A' }) => {
    const time = new Date(at).toISOString().replace('T', ' ').replace('Z', '')
    return JSON.stringify({ id, kind, at: time, code: null, '@log_partition': partition, '@log_offset': offset })
  })
  return (await opened.request(`INSERT INTO ${name}_inlet FORMAT JSONEachRow`, text.join('\n'))).error
}

const rowsFrom = (from: number, to: number, partition = 0): Delivered[] =>
  Array.from({ length: to - from }, (_, i) => ({ partition, offset: from + i }))

describe('an open landing table', () => {
  it('stores each position once, however often and in whatever batches it is delivered', async () => {
    const dataset = await prepared()
    await store.landing.open(dataset, EPOCHS)
    await deliver(dataset, rowsFrom(0, 100))
    await deliver(dataset, rowsFrom(50, 150))
    await deliver(dataset, [...rowsFrom(0, 150), ...rowsFrom(0, 10, 1)])
    await deliver(dataset, [...rowsFrom(0, 10, 1), ...rowsFrom(140, 160)])
    expect(await store.usage(dataset.name)).toMatchObject({ rows: 170 })
    const reached = (await store.storedEpochs(dataset)).sort((a, b) => a.partition - b.partition)
    expect(reached.map(({ next }) => next)).toEqual([160, 10])
    expect((await store.countWindows(dataset, [WINDOW], EPOCHS)).get(WINDOW)).toEqual({ current: 170, earlier: 0 })
  })

  it('stores rows that an earlier insert of the same batch left out, wherever they are in it', async () => {
    const dataset = await prepared()
    await store.landing.open(dataset, EPOCHS)
    const acrossDays = [0, 1, 2, 3].map((offset) => ({ offset, at: WINDOW + (offset % 2) * 86_400_000 }))
    await deliver(
      dataset,
      acrossDays.filter(({ offset }) => offset % 2 === 1),
    )
    await deliver(dataset, acrossDays)
    expect(await store.usage(dataset.name)).toMatchObject({ rows: 4 })
    const during = [{ from: WINDOW, to: WINDOW + 2 * 86_400_000 }]
    expect(await store.stored(dataset, [{ epoch: EPOCH, partition: 0, from: 0, to: 10 }], during)).toEqual([
      { epoch: EPOCH, partition: 0, from: 0, to: 4 },
    ])
  })

  it('skips rows that the table cannot hold, and stores the others', async () => {
    const dataset = await prepared()
    await store.landing.open(dataset, EPOCHS)
    const bad = [{ id: 'no-uuid' }, { kind: 'C' }, { at: Date.UTC(1899, 11, 31) }, { at: Date.UTC(2299, 11, 31) }]
    expect(await deliver(dataset, [...bad.map((row, i) => ({ offset: i, ...row })), { offset: 4 }])).toBe(0)
    expect(await store.usage(dataset.name)).toMatchObject({ rows: 2 })
    expect(await store.stored(dataset, [{ epoch: EPOCH, partition: 0, from: 0, to: 5 }], DURING)).toEqual([
      { epoch: EPOCH, partition: 0, from: 4, to: 5 },
    ])
  })

  it('accepts rows next to those of the built-in sink', async () => {
    const dataset = await prepared()
    await store.landing.open(dataset, EPOCHS)
    const event = { id: ID, kind: 'A', at: WINDOW, code: null }
    await store.insert(
      dataset,
      [0, 1, 2].map((offset) => ({ event: { ...event, at: WINDOW + offset }, epoch: EPOCH, partition: 0, offset })),
    )
    await deliver(dataset, rowsFrom(0, 5))
    expect(await store.usage(dataset.name)).toMatchObject({ rows: 5 })
  })
})

describe('opening and closing', () => {
  it('refuses rows while it is closed, so that their writer retries, and accepts them when it is open again', async () => {
    const dataset = await prepared()
    expect(await store.landing.isOpen(dataset, EPOCHS)).toBe(false)
    await store.landing.close(dataset)
    await store.landing.open(dataset, EPOCHS)
    expect(await store.landing.isOpen(dataset, EPOCHS)).toBe(true)
    expect(await deliver(dataset, rowsFrom(0, 3))).toBe(0)
    await store.landing.close(dataset)
    expect(await store.landing.isOpen(dataset, EPOCHS)).toBe(false)
    expect(await deliver(dataset, rowsFrom(3, 6))).toBe(242)
    await store.landing.close(dataset)
    await store.landing.open(dataset, EPOCHS)
    await store.landing.open(dataset, EPOCHS)
    expect(await deliver(dataset, rowsFrom(3, 6))).toBe(0)
    expect(await store.usage(dataset.name)).toMatchObject({ rows: 6 })
  })

  it('recreates the table for another epoch, and gives each row the epoch of its position', async () => {
    const dataset = await prepared()
    await store.landing.open(dataset, EPOCHS)
    await deliver(dataset, rowsFrom(0, 10))
    const epochs = [...EPOCHS, { epoch: EPOCH + 5, since: [5, 0] }]
    expect(await store.landing.isOpen(dataset, epochs)).toBe(false)
    await store.landing.close(dataset)
    await store.landing.open(dataset, epochs)
    await deliver(dataset, [...rowsFrom(0, 8), ...rowsFrom(0, 1, 1)])
    const reached = (await store.storedEpochs(dataset)).sort((a, b) => a.epoch - b.epoch || a.partition - b.partition)
    expect(reached).toEqual([
      { epoch: EPOCH, partition: 0, next: 10 },
      { epoch: EPOCH + 5, partition: 0, next: 8 },
      { epoch: EPOCH + 5, partition: 1, next: 1 },
    ])
    expect(await store.usage(dataset.name)).toMatchObject({ rows: 14 })
  })

  it('recreates the table when the dataset has a new field', async () => {
    const before = await prepared()
    await store.landing.open(before, EPOCHS)
    const after = named(before.name, [{ name: 'note', type: ['null', 'string'], default: null }])
    await store.prepare(after, 30)
    expect(await store.landing.isOpen(after, EPOCHS)).toBe(false)
    await store.landing.close(after)
    await store.landing.open(after, EPOCHS)
    expect(await store.landing.isOpen(after, EPOCHS)).toBe(true)
    expect(await deliver(after, rowsFrom(0, 2))).toBe(0)
    expect(await store.usage(after.name)).toMatchObject({ rows: 2 })
  })
})

describe('stored positions', () => {
  it('are ranges without a gap, limited to the given positions and times', async () => {
    const dataset = await prepared()
    await store.landing.open(dataset, EPOCHS)
    await deliver(dataset, [...rowsFrom(0, 5), ...rowsFrom(7, 10), ...rowsFrom(3, 4, 1)])
    const all = [
      { epoch: EPOCH, partition: 0, from: 0, to: 100 },
      { epoch: EPOCH, partition: 1, from: 0, to: 100 },
    ]
    expect(await store.stored(dataset, all, DURING)).toEqual([
      { epoch: EPOCH, partition: 0, from: 0, to: 5 },
      { epoch: EPOCH, partition: 0, from: 7, to: 10 },
      { epoch: EPOCH, partition: 1, from: 3, to: 4 },
    ])
    expect(await store.stored(dataset, [{ epoch: EPOCH, partition: 0, from: 2, to: 8 }], DURING)).toEqual([
      { epoch: EPOCH, partition: 0, from: 2, to: 5 },
      { epoch: EPOCH, partition: 0, from: 7, to: 8 },
    ])
    expect(await store.stored(dataset, all, [{ from: WINDOW + 4, to: WINDOW + MINUTE_MS }])).toEqual([
      { epoch: EPOCH, partition: 0, from: 4, to: 5 },
      { epoch: EPOCH, partition: 0, from: 7, to: 10 },
    ])
    expect(await store.stored(dataset, all, [])).toEqual([])
  })
})
