import type { StoreRow } from '@main/ports/store'
import { MINUTE_MS } from '@shared/lib/time'
import { type AvroField, Dataset, type Event } from '@shared/model/dataset'
import fc from 'fast-check'

export const WINDOW = Date.UTC(2026, 10, 24, 12, 34)
export const TTL_DAYS = 30
/** As large as epochs get. */
export const EPOCH = 3_678_191_901_937_706

export const FIELDS: AvroField[] = [
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

export function newDataset(fields: AvroField[] = FIELDS, name = `contract_${++datasets}`): Dataset {
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

export const EVENT: Event = {
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
export const event: fc.Arbitrary<Event> = fc.record({
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

export function rowsAt(times: readonly number[], partition = 0, from = 0, epoch = EPOCH): StoreRow[] {
  return times.map((at, i) => ({ event: { ...EVENT, at }, epoch, partition, offset: from + i }))
}
