import type { LoggedRecord } from '@main/ports/event-log'
import { createVirtualClock } from '@main/ports/fakes/virtual-clock'
import type { EventCodec, RegisteredSchema, SchemaRegistry } from '@main/ports/schema-registry'
import type { Dataset } from '@shared/model/dataset'
import { FaultError } from '@shared/model/fault'
import { beforeEach, expect, it } from 'vitest'
import { createSchemaLookup, type SchemaLookup } from './schema-lookup'

const dataset = { name: 'clicks' } as Dataset
const never = new AbortController().signal
const record = (id: number, more: Partial<LoggedRecord> = {}): LoggedRecord =>
  ({ value: Uint8Array.of(id), intact: true, problem: null, ...more }) as LoggedRecord

let clock: ReturnType<typeof createVirtualClock>
let known: Set<number>
let asked: number[]
let answer: (id: number) => Partial<RegisteredSchema> | null
let lookup: SchemaLookup

beforeEach(() => {
  clock = createVirtualClock()
  known = new Set([1])
  asked = []
  answer = () => null
  const codec: Partial<EventCodec> = {
    unknownId: ([id = 0]) => (known.has(id) ? null : id),
    learn: ({ id }) => void known.add(id),
  }
  const registry: Partial<SchemaRegistry> = {
    async byId(id) {
      asked.push(id)
      return answer(id) as RegisteredSchema | null
    },
  }
  lookup = createSchemaLookup({ clock, registry: registry as SchemaRegistry }, dataset, codec as EventCodec)
})

it('looks up a schema once that was registered meanwhile, however many records name it', async () => {
  answer = (id) => ({ id, subject: 'clicks-value' })
  const records = [record(1), record(2), record(2), record(3)]
  expect(lookup.unmet(records)).toEqual([2, 3])
  await lookup.ask([2, 3], never)
  expect(lookup.unmet(records)).toEqual([])
  expect(asked).toEqual([2, 3])
})

it('looks up nothing for records with damaged bytes', () => {
  expect(lookup.unmet([record(2, { intact: false }), record(3, { problem: 'it has no value' })])).toEqual([])
})

it('rejects by name a schema that is missing, belongs to another subject, or cannot be used', async () => {
  answer = (id) => {
    if (id === 4) throw new FaultError({ code: 'schema-incompatible', subject: 'x', problem: 'it is no record' })
    return id === 3 ? { id, subject: 'orders-value' } : null
  }
  await lookup.ask([2, 3, 4], never)
  expect([2, 3, 4].map(lookup.refusal)).toEqual([
    'its schema 2 is not in the registry',
    'its schema 3 belongs to orders-value, not to clicks-value',
    'its schema 4 cannot be used: it is no record',
  ])
  expect(lookup.unmet([2, 3, 4].map((id) => record(id)))).toEqual([])
})

it('looks a missing schema up again after a pause, since it may be registered late', async () => {
  await lookup.ask([2], never)
  clock.skip(29_000)
  expect(lookup.unmet([record(2)])).toEqual([])
  clock.skip(2_000)
  expect(lookup.unmet([record(2)])).toEqual([2])
})

it('rejects nothing while the registry is unreachable, and reports what it waits for', async () => {
  answer = () => {
    throw new FaultError({ code: 'registry-unavailable', address: 'http://r', reason: 'refused' })
  }
  await lookup.ask([2], never)
  expect(lookup.unmet([record(2)])).toEqual([2])
  expect(lookup.waitsFor).toMatch(/^Waits for the schema registry to look up schema 2\. /)
  answer = (id) => ({ id, subject: 'clicks-value' })
  await lookup.ask([2], never)
  expect(lookup.waitsFor).toBeNull()
  expect(lookup.unmet([record(2)])).toEqual([])
})
