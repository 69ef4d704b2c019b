import { avroCodecs } from '@main/adapters/avro/codecs'
import { loadDatasets } from '@main/adapters/dataset-files/load-datasets'
import { readDataset } from '@main/adapters/dataset-files/read-dataset'
import { noLetterResends } from '@main/ports/fakes/no-letter-resends'
import { createVirtualClock } from '@main/ports/fakes/virtual-clock'
import type { WholeLetter } from '@main/ports/letter-resends'
import type { RegisteredSchema, SchemaRegistry } from '@main/ports/schema-registry'
import { subjectOf } from '@main/ports/subject-names'
import type { Dataset } from '@shared/model/dataset'
import type { DeadLetterPlace } from '@shared/model/dead-letter'
import { FaultError } from '@shared/model/fault'
import { expect, it } from 'vitest'
import { CHANGED_ON_DISK } from '../sink/record-decoder'
import { REST_OF_LINE } from '../source/replay'
import { openLetterCheck } from './letter-check'
import { previewResend } from './preview-resend'

const { datasets } = await loadDatasets(['resources/datasets'])
const shop = datasets.find(({ name }) => name === 'user_interactions') as Dataset
const web = datasets.find(({ name }) => name === 'access_log') as Dataset
const NEVER = new AbortController().signal

const EVENT = {
  event_id: '00000000-0000-4000-8000-000000000001',
  user_id: '00000000-0000-4000-8000-000000000002',
  session_id: '00000000-0000-4000-8000-000000000003',
  event_type: 'SEARCH',
  event_timestamp: Date.UTC(2026, 0, 5),
  request_latency_ms: 5,
  status: 'SUCCESS',
  error_code: null,
  product_id: null,
}

function schemaOf(id: number, subject = subjectOf(shop)): RegisteredSchema {
  return { id, subject, version: id, schema: shop.schema }
}

/** A registry that knows the dataset's schema as 1, and what `more` finds. */
function ports(more: (id: number) => Promise<RegisteredSchema | null> = async () => null) {
  const registry: SchemaRegistry = {
    register: async (subject, schema) => ({ id: 1, subject, version: 1, schema }),
    versions: async () => [],
    byId: more,
    close: async () => undefined,
  }
  return { registry, codecs: avroCodecs, clock: createVirtualClock() }
}

const bodyOf = (id: number) => avroCodecs.codec([schemaOf(id)]).encode(EVENT)

function inLog(body: Uint8Array, change: Partial<WholeLetter> = {}): WholeLetter {
  const place = { kind: 'log', epoch: 1, partition: 0, offset: 0 } as const
  return { id: 1, reason: 'wrong', records: 1, place, body, ...change }
}

function inFile(line: string, place: Partial<Extract<DeadLetterPlace, { kind: 'file' }>> = {}, reason = 'wrong') {
  const at = { kind: 'file', file: 'a', replay: 'abc', line: 2, format: { name: 'json' }, ...place } as const
  return { id: 1, reason, records: 1, place: at, body: Buffer.from(line) }
}

async function result(letter: WholeLetter, dataset = shop, of = ports()) {
  const check = await openLetterCheck(of, dataset)
  return (await check.check([letter], NEVER))[0]?.result
}

it('sends a record as it came, with the key of its event', async () => {
  const body = bodyOf(7)
  const sent = await result(
    inLog(body),
    shop,
    ports(async (id) => schemaOf(id)),
  )
  expect(sent).toEqual({
    key: Buffer.from(EVENT.user_id.replaceAll('-', ''), 'hex'),
    value: body,
    eventTime: EVENT.event_timestamp,
  })
})

it('takes time and key from within the record where the roles say so', async () => {
  const meta = {
    type: 'record',
    name: 'meta',
    fields: [
      { name: 'at', type: ['null', { type: 'long', logicalType: 'timestamp-micros' }] },
      { name: 'who', type: 'string' },
    ],
  }
  const schema = { type: 'record', name: 'deep', fields: [{ name: 'meta', type: meta }] }
  const file = { title: 'Deep', description: '', roles: { time: 'meta.at', key: 'meta.who' } }
  const deep = readDataset('deep', JSON.stringify(schema), JSON.stringify(file))
  const codec = avroCodecs.codec([{ id: 1, subject: subjectOf(deep), version: 1, schema: deep.schema }])
  const body = codec.encode({ meta: { at: Date.UTC(2026, 0, 5) * 1_000 + 7, who: 'ann' } })
  expect(await result(inLog(body), deep)).toEqual({
    key: Buffer.from('ann'),
    value: body,
    eventTime: Date.UTC(2026, 0, 5),
  })
  const timeless = codec.encode({ meta: { at: null, who: 'ann' } })
  expect(await result(inLog(timeless), deep)).toBe('meta.at: null, and an event needs a time')
})

it('refuses records that are still wrong', async () => {
  expect(await result(inLog(bodyOf(7)))).toBe('its schema 7 is not in the registry')
  expect(await result(inLog(bodyOf(1).subarray(0, 20)))).toMatch('it ends after 20 bytes')
  expect(await result(inLog(bodyOf(1), { records: 40 }))).toMatch('a batch that could not be read')
  expect(await result(inLog(bodyOf(1), { reason: CHANGED_ON_DISK }))).toBe(CHANGED_ON_DISK)
})

it('reads a line again as its file was read', async () => {
  const line = JSON.stringify({ ...EVENT, event_id: undefined })
  const sent = await result(inFile(line))
  if (typeof sent !== 'object') expect.unreachable(String(sent))
  const event = avroCodecs.codec([schemaOf(1)]).decode(sent.value)
  expect(event).toMatchObject({ event_type: 'SEARCH' })
  // The id that this line of this file would have got.
  expect(event.event_id).toMatch(/000000000002$/)

  const header = Object.keys(EVENT).join(',')
  const csv = Object.values(EVENT).join(',')
  expect(await result(inFile(csv, { format: { name: 'csv' }, header }))).toMatchObject({ eventTime: sent.eventTime })
})

it('refuses lines that cannot be read again', async () => {
  expect(await result(inFile('{}', { format: undefined }))).toMatch('replay its file again')
  expect(await result(inFile('{'))).toBe('it is no complete JSON object')
  expect(await result(inFile(JSON.stringify(EVENT), {}, REST_OF_LINE))).toBe(REST_OF_LINE)
  expect(await result(inFile('#Software: IIS', { format: { name: 'w3c' } }), web)).toMatch('a header or a comment')
  expect(await result(inFile('x'.repeat(70_000)))).toMatch('longer than 64 KiB')
})

it('waits for the registry when it may, and otherwise says that it is silent', async () => {
  let calls = 0
  const silent = ports(async (id) => {
    if (calls++ < 2) throw new FaultError({ code: 'registry-unavailable', address: 'x', reason: 'down' })
    return schemaOf(id)
  })
  expect(await result(inLog(bodyOf(7)), shop, silent)).toMatch('Waits for the schema registry')
  const waits: string[] = []
  const check = await openLetterCheck(silent, shop)
  const [checked] = await check.check([inLog(bodyOf(7))], NEVER, async (reason) => void waits.push(reason))
  expect(waits).toHaveLength(1)
  expect(checked?.result).toHaveProperty('eventTime')
})

it('previews how many letters would pass, and why the others would not', async () => {
  const all = [bodyOf(1), bodyOf(7), bodyOf(8), bodyOf(1), bodyOf(1).subarray(0, 9)].map((body, i) => ({
    ...inLog(body),
    id: i + 1,
  }))
  const resends = {
    ...noLetterResends(),
    countOpen: async () => 5,
    openLetters: async (_: unknown, after: number) => all.filter(({ id }) => id > after).slice(0, 2),
  }
  const preview = await previewResend({ ...ports(), resends }, shop, { dataset: shop.name }, NEVER)
  expect(preview).toEqual({
    letters: 5,
    tried: 5,
    pass: 2,
    refused: [
      { reason: 'its schema … is not in the registry', letters: 2 },
      { reason: expect.stringMatching('it ends after … bytes'), letters: 1 },
    ],
  })
})
