import type { LoggedRecord } from '@main/ports/event-log'
import { createJsonCodec } from '@main/ports/fakes/json-codec'
import { createVirtualClock } from '@main/ports/fakes/virtual-clock'
import type { SchemaRegistry } from '@main/ports/schema-registry'
import type { Dataset } from '@shared/model/dataset'
import { expect, it } from 'vitest'
import { deadLetter, openRecordDecoder } from './record-decoder'

const NOON = Date.UTC(2026, 10, 29, 12)
const dataset = {
  name: 'clicks',
  partitions: 1,
  roles: { time: 'at', type: 'kind', outcome: 'outcome', errorSymbols: [], key: 'kind' },
} as Partial<Dataset> as Dataset

function portsOf(end: readonly number[]) {
  const codec = createJsonCodec()
  const registry: SchemaRegistry = {
    register: async (subject, schema) => ({ id: 1, subject, version: 1, schema }),
    byId: async () => null,
    versions: async () => [],
    close: async () => undefined,
  }
  return {
    clock: createVirtualClock(),
    log: { offsets: async () => ({ start: [0], end: [...end] }) },
    registry,
    codecs: { codec: () => codec },
  }
}

async function see(at: number, record: Partial<LoggedRecord>) {
  const codec = createJsonCodec()
  const decoder = await openRecordDecoder({ ports: portsOf([0]), counted: {} }, dataset)
  const value = codec.encode({ at, kind: 'a', outcome: 'ok' })
  const common = {
    epoch: 1,
    partition: 0,
    offset: 3,
    loggedAt: NOON,
    intact: true,
    foreign: true,
    problem: null,
    records: 1,
  }
  return decoder.see({ ...common, key: value, value, eventTime: NOON, ...record })
}

it.each([1e300, Date.UTC(2300, 0, 1), Date.UTC(1899, 11, 31)])(
  'rejects an event of time %d, which no store can hold',
  async (at) => {
    const seen = await see(at, {})
    expect(seen.event).toMatch(/years 1900 to 2299/)
    expect(deadLetter(dataset, seen, 'x').window).toBe(NOON)
  },
)

it('gives no window to a record with an invalid time', async () => {
  const seen = await see(NOON, { problem: 'it has no value', eventTime: 1e300 })
  expect(deadLetter(dataset, seen, 'x')).toMatchObject({ window: null, records: 1 })
})

it('counts a foreign event that the store refuses in the window of its own time, and one of Millrace’s where the log counted it', async () => {
  const earlier = NOON - 3_600_000
  expect(deadLetter(dataset, await see(earlier, { foreign: true }), 'x').window).toBe(earlier)
  expect(deadLetter(dataset, await see(earlier, { foreign: false }), 'x').window).toBe(NOON)
})

it('counts an unreadable batch by its number of records', async () => {
  const seen = await see(NOON, { problem: 'the batch cannot be read', records: 40 })
  expect(deadLetter(dataset, seen, 'x')).toMatchObject({ window: NOON, records: 40 })
})

it.each([
  { name: 'once, whichever run of the sink sees it first', end: 10, counted: 7, expected: 3 },
  { name: 'from the start of a log that is younger than what was counted', end: 10, counted: 11, expected: 10 },
])('counts an event for the live charts $name', async ({ end, counted, expected }) => {
  const decoder = await openRecordDecoder({ ports: portsOf([end]), counted: { clicks: [counted] } }, dataset)
  const value = createJsonCodec().encode({ at: NOON, kind: 'a', outcome: 'ok' })
  const common = { epoch: 1, partition: 0, intact: true, foreign: false, problem: null, records: 1, key: value, value }
  for (const _ of ['read', 'read again']) {
    for (let offset = 0; offset < end; offset++) decoder.see({ ...common, offset, loggedAt: NOON, eventTime: NOON })
  }
  expect(decoder.live.changes()).toMatchObject([{ types: { a: { events: expected } } }])
  expect(decoder.counted).toEqual([end])
})
