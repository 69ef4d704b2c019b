import { AVRO_FEATURES, FEATURE_SCHEMA } from '@main/ports/contracts/testing/avro-features'
import { Dataset, type Event } from '@shared/model/dataset'
import { eventJson } from '@shared/model/event-json'
import { readAvroSchema } from '@shared/model/read-avro-schema'
import { resolveRoles } from '@shared/model/resolve-roles'
import { createDerivation, storedFields } from '@shared/model/stored-fields'
import { windowOf } from '@shared/model/window'
import { parquetReadObjects } from 'hyparquet'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type EmbeddedStore, openEmbeddedStore } from './testing/embedded-store'

const AT = Date.UTC(2025, 4, 17, 10, 5, 3)
const { schema } = readAvroSchema(FEATURE_SCHEMA, { strict: true })
if (!schema) throw new Error('the features are no schema')
const { roles, derived } = resolveRoles(schema, {
  time: 'ts_micros',
  type: 'nested_leaves.kind',
  outcome: 'boolean',
  errorSymbols: ['true'],
  latency: 'nested.geo.lon',
})
const dataset = Dataset.parse({ name: 'features', title: 'f', description: '', roles, derived, schema })

const values: Event = Object.fromEntries([
  ['at', AT],
  ...AVRO_FEATURES.map(({ name, value }) => [name, name === 'ts_micros' ? AT * 1_000 + 123 : value] as const),
])
const event = createDerivation(dataset)({ ...values })

let opened: EmbeddedStore
beforeAll(async () => {
  opened = await openEmbeddedStore()
  await opened.store.prepare(dataset, 30)
  // Twice: the table fits the schema as it is.
  await opened.store.prepare(dataset, 30)
  await opened.store.insert(
    dataset,
    [0, 1].map((offset) => ({ event, epoch: 1, partition: 0, offset })),
  )
})
afterAll(() => opened.close())

/** Bytes as numbers, without prototypes. */
const content = (value: unknown) =>
  JSON.parse(
    JSON.stringify(value, (_, one) => (one?.type === 'Buffer' ? one.data : one instanceof Uint8Array ? [...one] : one)),
  )

it('gives rows back as they were stored', async () => {
  const [row] = await opened.store.pages.page(dataset, { after: null, within: null, limit: 10 })
  expect(content(row?.event)).toEqual(content(event))
  expect(await opened.store.pages.sums(dataset)).toMatchObject([{ start: windowOf(AT), rows: 2 }])
})

it('shows them as JSON, and finds them by their type', async () => {
  const { rows, total } = await opened.store.search.inWindow(
    dataset,
    windowOf(AT),
    { type: 'B', errorsOnly: true, order: 'slowest' },
    1,
  )
  expect(total).toBe(2)
  expect(rows[0]?.event).toEqual(eventJson(storedFields(dataset), event))
})

it('counts them by the roles, which point into records', async () => {
  const { analysis } = await opened.store.analyse(dataset, windowOf(AT))
  expect(analysis).toMatchObject({ rows: 2, errors: 2, latency: null, types: [{ type: 'B', events: 2, errors: 2 }] })
})

it('writes them as Parquet with the types that Parquet has', async () => {
  const parts: Uint8Array[] = []
  for await (const part of await opened.store.extract(dataset, windowOf(AT))) parts.push(part)
  const file = Uint8Array.from(Buffer.concat(parts)).buffer
  const [row] = await parquetReadObjects({ file })
  expect(row).toMatchObject({
    '@time': new Date(AT),
    '@type': 'B',
    array: ['a', 'ü', ''],
    map: { b: 2n, a: 4_503_599_627_370_495n },
    nested: { city: 'Ulm', geo: { lat: 48.5, lon: null } },
    nested_leaves: { id: '00112233-4455-6677-8899-aabbccddeeff', kind: 'B', raw: 'AP8=', price: -0.5 },
    nullable_array: '[1,2]',
    union_tagged: '{"int":3}',
    decimal: -1234.5,
    date: new Date(Date.UTC(2025, 4, 17)),
    fixed: 'AAEC/w==',
  })
})
