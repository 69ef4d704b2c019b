import { request } from 'node:http'
import type { ApiContext } from '@main/api/context'
import { createFeed } from '@main/signals/feed'
import { Settings } from '@shared/model/settings'
import { afterEach, expect, it } from 'vitest'
import { type ContainerDoor, type ContainerDoorOptions, openContainerDoor } from './container-door'

const TOKEN = 'only-for-the-minutes-work'
const NAME = 'host.docker.internal'

const parts: Partial<ApiContext> = {
  datasets: [],
  settings: { feed: createFeed(Settings.parse({})), change: async () => Settings.parse({}) },
  windows: { gate: { scheduler: () => 'croner' } } as ApiContext['windows'],
}
const context = parts as ApiContext
const contexts = createFeed<ApiContext | null>(context)
let door: ContainerDoor | null = null

const open = async (change: Partial<ContainerDoorOptions> = {}) => {
  const usual = { address: '127.0.0.1', port: 0, from: null, names: [NAME], token: TOKEN }
  door = await openContainerDoor(contexts, { ...usual, ...change })
  return door.port
}
afterEach(async () => {
  contexts.publish(context)
  await door?.close()
  door = null
})

interface Asked {
  readonly method?: string
  readonly host?: string
  readonly token?: string | null
  readonly headers?: Record<string, string>
  readonly from?: string
}

function ask(path: string, { method = 'GET', host, token = TOKEN, headers = {}, from }: Asked = {}) {
  const port = door?.port ?? 0
  const auth = token === null ? {} : { authorization: `Bearer ${token}` }
  return new Promise<{ status: number; body: string }>((resolve, reject) => {
    const sent = request(
      {
        host: '127.0.0.1',
        port,
        path,
        method,
        ...(from !== undefined && { localAddress: from }),
        headers: { host: host ?? `${NAME}:${port}`, ...auth, ...headers },
      },
      (answer) => {
        let body = ''
        answer.setEncoding('utf8').on('data', (text: string) => (body += text))
        answer.on('end', () => resolve({ status: answer.statusCode ?? 0, body }))
      },
    )
    sent.on('error', reject)
    sent.end(method === 'POST' ? '{}' : undefined)
  })
}

const JSON_BODY = { 'content-type': 'application/json' }

it('serves the minute’s work to a container that has the token', async () => {
  await open()
  const step = await ask('/windows/user_interactions/2026-11-30_12-00/extract', { method: 'POST', headers: JSON_BODY })
  expect(step.status).toBe(409)
  expect(JSON.parse(step.body)).toMatchObject({ code: 'scheduler-is-croner' })
})

it.each([['/'], ['/index.html'], ['/report'], ['/health'], ['/session'], ['/rpc']])(
  'serves nothing of the window: %s',
  async (path) => {
    await open()
    expect((await ask(path)).status).toBe(404)
    expect((await ask(path, { method: 'POST', headers: JSON_BODY })).status).toBe(404)
  },
)

it('opens no WebSocket', async () => {
  await open()
  const upgrade = { connection: 'Upgrade', upgrade: 'websocket', 'sec-websocket-version': '13' }
  const answer = ask('/rpc', { headers: { ...upgrade, 'sec-websocket-key': 'AAAAAAAAAAAAAAAAAAAAAA==' } })
  expect(await answer.then(({ status }) => status).catch(() => 'closed')).not.toBe(101)
})

it('refuses another host, pages, and anybody without the token', async () => {
  await open()
  expect((await ask('/windows/due', { host: 'evil.example' })).status).toBe(421)
  expect((await ask('/windows/due', { headers: { origin: 'http://127.0.0.1:6455' } })).status).toBe(403)
  expect((await ask('/windows/due', { token: null })).status).toBe(401)
  expect((await ask('/windows/due', { token: 'that of the window' })).status).toBe(401)
})

it('refuses connections from outside the network of the containers', async () => {
  await open({ from: '127.0.0.0/30' })
  expect((await ask('/nothing', { from: '127.0.0.2' })).status).toBe(404)
  await expect(ask('/nothing', { from: '127.0.0.9' })).rejects.toThrow()
})

it('asks to come back while the backend is being changed', async () => {
  await open()
  contexts.publish(null)
  expect((await ask('/windows/due')).status).toBe(503)
})

it('says when its port is taken', async () => {
  const port = await open()
  const second = openContainerDoor(contexts, { address: '127.0.0.1', port, from: null, names: [NAME], token: TOKEN })
  await expect(second).rejects.toMatchObject({ fault: { code: 'port-taken', port } })
})
