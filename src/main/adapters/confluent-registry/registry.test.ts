import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { faultCode } from '@main/ports/contracts/fault-code'
import type { AvroSchema } from '@shared/model/dataset'
import { expect, it, onTestFinished } from 'vitest'
import { openConfluentRegistry } from './registry'

type Answer = { status: number; body: unknown } | 'hang up'

/** A registry with scripted answers; the stack test checks conformance on a real one. */
async function registryThat(answers: (request: IncomingMessage) => Answer) {
  const asked: string[] = []
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`)
    const answer = answers(request)
    if (answer === 'hang up') return void request.socket.destroy()
    response.writeHead(answer.status, { 'content-type': 'application/json' }).end(JSON.stringify(answer.body))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  const { port } = server.address() as AddressInfo
  return { url: `http://127.0.0.1:${port}`, asked }
}

const schema: AvroSchema = {
  type: 'record',
  name: 'thing',
  fields: [
    { name: 'id', type: 'string' },
    { name: 'extra', type: 'string' },
  ],
}
const OLD = JSON.stringify({ ...schema, fields: schema.fields.slice(0, 1) })

it('retries when the connection breaks or the registry is busy', async () => {
  let times = 0
  const { url } = await registryThat(() => {
    times++
    if (times === 1) return 'hang up'
    if (times === 2) return { status: 503, body: { message: 'not yet' } }
    return { status: 200, body: [] }
  })
  const registry = openConfluentRegistry({ url })
  expect(await registry.versions('s')).toEqual([])
  expect(times).toBe(3)
})

it('sends user and password when there are any', async () => {
  let authorization: string | undefined
  const { url } = await registryThat(({ headers }) => {
    authorization = headers.authorization
    return { status: 404, body: {} }
  })
  await openConfluentRegistry({
    url: `${url}/`,
    login: { kind: 'basic', username: 'me', password: 'se:cret' },
  }).versions('s')
  expect(authorization).toBe(`Basic ${Buffer.from('me:se:cret').toString('base64')}`)
})

it('names the fields that cause a refusal, when the registry gives only their positions', async () => {
  const { url, asked } = await registryThat(({ method, url = '' }) => {
    if (method === 'POST') return { status: 409, body: { error_code: 409, message: "the type at path '/fields/1'" } }
    if (url.endsWith('/versions')) return { status: 200, body: [1] }
    return { status: 200, body: { subject: 's', id: 7, version: 1, schema: OLD } }
  })
  await expect(openConfluentRegistry({ url }).register('s', schema)).rejects.toMatchObject({
    fault: { code: 'schema-incompatible', subject: 's', problem: "extra: the type at path '/fields/1'" },
  })
  // The subject existed already: its compatibility level belongs to its owner.
  expect(asked.filter((request) => request.startsWith('PUT'))).toEqual([])
})

it('refuses a subject whose schema no dataset can have', async () => {
  const nested = JSON.stringify({ type: 'array', items: 'string' })
  const { url } = await registryThat(({ url = '' }) =>
    url.endsWith('/versions')
      ? { status: 200, body: [3] }
      : { status: 200, body: { subject: 's', id: 7, version: 3, schema: nested } },
  )
  expect(await faultCode(openConfluentRegistry({ url }).versions('s'))).toBe('schema-incompatible')
})

it('distinguishes a registry from another server', async () => {
  const { url } = await registryThat(() => ({ status: 200, body: { hello: 'world' } }))
  await expect(openConfluentRegistry({ url }).versions('s')).rejects.toMatchObject({
    fault: { code: 'registry-unavailable', address: url, reason: 'what answers there is no schema registry' },
  })
})

it('gives up when nothing answers, and immediately when it is closed', async () => {
  const registry = openConfluentRegistry({ url: 'http://127.0.0.1:1' })
  const waiting = faultCode(registry.versions('s'))
  await registry.close()
  expect(await waiting).toBe('registry-unavailable')
})
