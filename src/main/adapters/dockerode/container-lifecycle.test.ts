import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { plainSpec } from '@main/ports/fakes/plain-spec'
import Docker from 'dockerode'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { containerLifecycle } from './container-lifecycle'
import type { EngineConnection } from './engine-connection'

const ARCHIVE = 'PUT /containers/one/archive?path=%2F'
const INSPECT = 'GET /containers/one/json'
const START = 'POST /containers/one/start'
const SPEC = plainSpec('worker', 'worker:1', { files: [{ path: '/opt/dags/one.py', text: 'x = 1\n' }] })

let engine: Server
let requests: string[]
/** The status of each answer; 204 for all others. */
let statuses: Record<string, number>
let labels: Record<string, string>

const lifecycle = () => {
  const { port } = engine.address() as AddressInfo
  const docker = new Docker({ host: '127.0.0.1', port })
  const connection: Partial<EngineConnection> = { call: (work) => work(docker, new AbortController().signal) }
  return containerLifecycle(connection as EngineConnection, {
    name: 'test',
    folder: '/',
    file: '/compose.yaml',
    version: '2',
  })
}

beforeEach(async () => {
  requests = []
  statuses = { [INSPECT]: 200, [ARCHIVE]: 200 }
  labels = { 'millrace.spec-hash': 'abc' }
  engine = createServer((request, response) => {
    const asked = `${request.method} ${request.url}`
    requests.push(asked)
    const body = asked === INSPECT ? JSON.stringify({ Config: { Labels: labels } }) : ''
    request.resume().on('end', () => response.writeHead(statuses[asked] ?? 204).end(body))
  })
  await new Promise<void>((resolve) => engine.listen(0, '127.0.0.1', resolve))
})
afterEach(async () => {
  engine.closeAllConnections()
  await new Promise((resolve) => engine.close(resolve))
})

it('gives a container its files before it starts, also one that a process made that died before it could', async () => {
  await lifecycle().start('one', SPEC)
  expect(requests).toEqual([INSPECT, ARCHIVE, START])
})

it('leaves the files of a container that another tool has made: Compose mounts them', async () => {
  labels = {}
  await lifecycle().start('one', SPEC)
  expect(requests).toEqual([INSPECT, START])
})

it('asks nothing before it starts a container without files', async () => {
  await lifecycle().start('one', plainSpec('store', 'store:1'))
  expect(requests).toEqual([START])
})

it('does not start a container without its files', async () => {
  statuses[ARCHIVE] = 500
  await expect(lifecycle().start('one', SPEC)).rejects.toMatchObject({
    fault: { code: 'service-start-failed', service: 'worker' },
  })
  expect(requests).toEqual([INSPECT, ARCHIVE])
})

it('leaves a container that is gone to the next observation', async () => {
  statuses[INSPECT] = 404
  await lifecycle().start('one', SPEC)
  expect(requests).toEqual([INSPECT])
})
