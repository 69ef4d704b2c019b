import { Dataset, type Event } from '@shared/model/dataset'
import { windowOf } from '@shared/model/window'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type EmbeddedStore, openEmbeddedStore } from './testing/embedded-store'

const AT = Date.UTC(2025, 4, 17, 10, 5, 3)
const ROLES = { time: 'at', type: 'result', outcome: 'result', errorSymbols: ['BAD'], latency: 'ms' }
const symbols = (...names: string[]) => ({ type: 'enum', name: 'result', symbols: names })
const point = (...names: string[]) => ({
  type: 'record',
  name: 'point',
  fields: names.map((name) => ({ name, type: 'int', default: 0 })),
})

function version(roles: object, ...fields: readonly object[]): Dataset {
  const at = { name: 'at', type: { type: 'long', logicalType: 'timestamp-millis' } }
  const schema = { type: 'record', name: 'reading', fields: [at, ...fields] }
  return Dataset.parse({ name: 'readings', title: 'r', description: '', roles: { ...ROLES, ...roles }, schema })
}

let opened: EmbeddedStore
beforeAll(async () => {
  opened = await openEmbeddedStore()
})
afterAll(() => opened.close())

const events = async (dataset: Dataset) => {
  const rows = await opened.store.pages.page(dataset, { after: null, within: null, limit: 10 })
  return rows.map(({ event: { at: _, ...rest } }) => rest)
}
const store = (dataset: Dataset, offset: number, event: Event) =>
  opened.store.insert(dataset, [{ event: { at: AT, ...event }, epoch: 1, partition: 0, offset }])

it('keeps the rows of earlier versions: wider, nullable and renamed fields, new symbols, defaults', async () => {
  const first = version(
    {},
    { name: 'result', type: symbols('OK', 'BAD') },
    { name: 'ms', type: 'int' },
    { name: 'gone', type: 'string' },
    { name: 'value', type: 'int' },
    { name: 'where', type: point('x') },
  )
  await opened.store.prepare(first, 30)
  await store(first, 0, { result: 'BAD', ms: 7, gone: 'x', value: 5, where: { x: 1 } })

  const next = version(
    { latency: 'millis' },
    { name: 'result', type: symbols('BAD', 'LATE', 'OK') },
    { name: 'millis', type: ['null', 'double'], aliases: ['ms'], default: null },
    { name: 'value', type: ['int', 'string'] },
    { name: 'where', type: point('x', 'y') },
    { name: 'fw', type: 'string', default: "it's 1" },
    { name: 'tags', type: { type: 'array', items: 'string' }, default: ['a"b'] },
    { name: 'level', type: ['int', 'null'], default: 3 },
    { name: 'raw', type: 'bytes', default: '\u00ff' },
    { name: 'day', type: { type: 'int', logicalType: 'date' }, default: 20_000 },
    { name: 'price', type: { type: 'bytes', logicalType: 'decimal', precision: 5, scale: 2 }, default: '\u007b' },
  )
  await opened.store.prepare(next, 30)
  await opened.store.prepare(next, 30)
  const added = { fw: '2', tags: [], level: null, raw: Buffer.from([1]), day: 1, price: '9.00' }
  await store(next, 1, { result: 'LATE', millis: 1.5, value: 'text', where: { x: 2, y: 3 }, ...added })
  await store(next, 2, { result: 'BAD', millis: null, value: 6, where: { x: 4, y: 5 }, ...added })
  const defaults = { fw: "it's 1", tags: ['a"b'], level: 3, raw: Buffer.from([255]), day: 20_000, price: '1.23' }
  expect(await events(next)).toEqual([
    { result: 'BAD', millis: 7, value: 5, where: { x: 1, y: 0 }, ...defaults },
    { result: 'LATE', millis: 1.5, value: 'text', where: { x: 2, y: 3 }, ...added },
    { result: 'BAD', millis: null, value: 6, where: { x: 4, y: 5 }, ...added },
  ])
  const { analysis } = await opened.store.analyse(next, windowOf(AT))
  expect(analysis).toMatchObject({ rows: 3, errors: 2, latency: { p50: 1.5, max: 7 } })
  expect(analysis.types.map(({ type, events: n }) => [type, n])).toEqual([
    ['BAD', 2],
    ['LATE', 1],
  ])
})
