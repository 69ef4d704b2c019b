import { once } from 'node:events'
import { avroCodecs } from '@main/adapters/avro/codecs'
import { containerLines } from '@main/adapters/avro/container-lines'
import { loadDatasets } from '@main/adapters/dataset-files/load-datasets'
import type { NewIntakeBatch } from '@main/ports/event-intake'
import { noEventIntake } from '@main/ports/fakes/no-event-intake'
import { FaultError } from '@shared/model/fault'
import { type Schema, streams } from 'avsc'
import { expect, it } from 'vitest'
import type { ApiContext } from './context'
import { postEvents } from './post-events'

const { datasets } = await loadDatasets(['resources/datasets'])
const EVENT = {
  client: '203.0.113.9',
  time: Date.UTC(2025, 4, 17),
  method: 'GET',
  path: '/',
  section: '/',
  status_code: 200,
  outcome: 'SUCCESS',
}

function rig({ full = false, registryAway = false, copying = false } = {}) {
  const batches: NewIntakeBatch[] = []
  const intake = {
    ...noEventIntake(),
    find: async (_: string, key: string) => batches.find((batch) => batch.key === key) ?? null,
    put: async (batch: NewIntakeBatch) => {
      if (!full) batches.push(batch)
      return !full
    },
  }
  const registry = {
    async register(subject: string, schema: (typeof datasets)[number]['schema']) {
      if (registryAway) throw new FaultError({ code: 'registry-unavailable', address: 'x', reason: 'down' })
      return { id: 1, subject, version: 1, schema }
    },
    versions: async () => [],
  }
  const parts = {
    copies: {
      refuseStages() {
        if (copying) throw new FaultError({ code: 'copy-running', to: 'docker' })
      },
    },
    datasets,
    containerLines,
    flow: { troubles: { list: () => [] } },
    ports: { intake, registry, codecs: avroCodecs },
    refusal: null,
  }
  const context = parts as unknown as ApiContext
  const post = (text: string | Uint8Array, type = 'application/json', key = 'one', dataset = 'access_log') =>
    postEvents(context, { dataset, key, type, bytes: typeof text === 'string' ? Buffer.from(text) : text })
  return { batches, post }
}

it('takes a JSON array, and lines of JSON', async () => {
  const { post, batches } = rig()
  expect(await post(JSON.stringify([EVENT, EVENT]))).toEqual({ status: 202, body: { taken: 2, refused: [] } })
  const lines = `${JSON.stringify(EVENT)}\nrubbish\n\n${JSON.stringify({ ...EVENT, method: 7 })}\n`
  const answer = await post(lines, 'application/x-ndjson', 'two')
  expect(answer).toMatchObject({ status: 202, body: { taken: 1, refused: [{ record: 1 }, { record: 2 }] } })
  expect(batches.map(({ records }) => records.length)).toEqual([2, 1])
})

it('takes an Avro container file, and names the record that does not fit', async () => {
  const fields = Object.entries({ ...EVENT, time: 'long', status_code: 'int' }).map(([name, kind]) => ({
    ...{ name, type: kind === 'long' || kind === 'int' ? kind : 'string' },
  }))
  const schema = { type: 'record', name: 'request', fields }
  const encoder = new streams.BlockEncoder(schema as Schema, { codec: 'deflate' })
  const parts: Buffer[] = []
  encoder.on('data', (part: Buffer) => parts.push(part))
  for (const outcome of ['SUCCESS', 'SOMETHING', 'ERROR']) encoder.write({ ...EVENT, outcome })
  encoder.end()
  await once(encoder, 'end')
  const { post } = rig()
  expect(await post(Buffer.concat(parts), 'avro/binary')).toMatchObject({
    status: 202,
    body: { taken: 2, refused: [{ record: 1, reason: expect.stringContaining('outcome') }] },
  })
  expect(await post(Buffer.concat(parts).subarray(0, -5), 'avro/binary', 'two')).toMatchObject({
    status: 400,
    body: { detail: expect.stringContaining('its last block is not whole') },
  })
})

it.each([
  ['no JSON', '{', 'application/json', 400],
  ['no records', '[]', 'application/json', 400],
  ['another media type', '<a/>', 'text/xml', 415],
  ['too many records', JSON.stringify(Array.from({ length: 10_001 }, () => 0)), 'application/json', 413],
  ['no good record', '[{}]', 'application/json', 422],
])('refuses a body with %s', async (_, text, type, status) => {
  expect((await rig().post(text, type)).status).toBe(status)
})

it('takes nothing while the backend is copied, because it would stay behind', async () => {
  const { post, batches } = rig({ copying: true })
  expect(await post(JSON.stringify([EVENT]))).toMatchObject({ status: 503, retryAfter: expect.any(Number) })
  expect(batches).toEqual([])
})

it('says what else is wrong, and when to try again', async () => {
  const body = JSON.stringify([EVENT])
  expect((await rig().post(body, 'application/json', '')).status).toBe(400)
  expect((await rig().post(body, 'application/json', 'one', 'unheard')).status).toBe(404)
  expect(await rig({ full: true }).post(body)).toMatchObject({ status: 429, retryAfter: 5 })
  expect(await rig({ registryAway: true }).post(body)).toMatchObject({ status: 503, retryAfter: 5 })
  const { post } = rig()
  await post(body)
  expect((await post(JSON.stringify([EVENT, EVENT]))).status).toBe(422)
})
