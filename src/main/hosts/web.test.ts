import { once } from 'node:events'
import { mkdtemp, writeFile } from 'node:fs/promises'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ApiContext } from '@main/api/context'
import type { Runner } from '@main/pipeline/runner'
import { createFeed } from '@main/signals/feed'
import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/websocket'
import type { ContractRouterClient } from '@orpc/contract'
import type { contract } from '@shared/contract'
import { FaultError } from '@shared/model/fault'
import { Settings } from '@shared/model/settings'
import type { StageStatus } from '@shared/model/stage'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import type { TokenStore } from './access-control'
import { SocketEvents } from './testing/socket-events'
import { openWebHost, type WebHost } from './web'

let host: WebHost
let port: number
let rendererDir: string
let saved: string | null = null
const tokens: TokenStore = {
  read: async () => saved,
  write: async (token) => {
    saved = token
  },
}
const token = () => saved ?? ''
const logged: string[] = []
const log = (line: string) => void logged.push(line)
const settings = createFeed(Settings.parse({}))
const runner = { feed: createFeed<readonly StageStatus[]>([]) } as Partial<Runner> as Runner
const parts: Partial<ApiContext> = {
  info: { version: '1.0.0' } as ApiContext['info'],
  flow: { runner } as Partial<ApiContext['flow']> as ApiContext['flow'],
  settings: { feed: settings, change: async () => settings.value },
}
const context = parts as ApiContext
const contexts = createFeed<ApiContext | null>(context)

beforeAll(async () => {
  rendererDir = await mkdtemp(join(tmpdir(), 'millrace-web-'))
  await writeFile(join(rendererDir, 'index.html'), '<!doctype html><title>Millrace</title>')
  host = await openWebHost(contexts, { port: 0, rendererDir, tokens, log })
  port = Number(new URL(host.url()).port)
})
afterAll(() => host.close())

interface Answer {
  status: number
  headers: NodeJS.Dict<string | string[]>
  body: string
}

function ask(
  path: string,
  options: { method?: string; headers?: Record<string, string>; body?: string } = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const { method = 'GET', headers = {}, body } = options
    const outgoing = request({ host: '127.0.0.1', port, path, method, headers }, async (incoming) => {
      let text = ''
      for await (const chunk of incoming) text += chunk
      resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, body: text })
    })
    outgoing.on('error', reject)
    outgoing.end(body)
  })
}

const bearer = () => ({ authorization: `Bearer ${token()}` })

describe('the loopback server', () => {
  it('describes its calls for tools, with the token', async () => {
    expect((await ask('/openapi.json')).status).toBe(401)
    const { status, body } = await ask('/openapi.json', { headers: bearer() })
    expect(status).toBe(200)
    expect(Object.keys(JSON.parse(body).paths)).toContain('/events/{dataset}')
  })

  it('takes events only by POST, with the token', async () => {
    expect((await ask('/events/shop', { method: 'POST', body: '[]' })).status).toBe(401)
    expect((await ask('/events/shop', { headers: bearer() })).status).toBe(405)
    const headers = { ...bearer(), 'content-type': 'application/json' }
    expect((await ask('/events/shop', { method: 'POST', headers, body: '[]' })).status).toBe(400)
  })

  it('serves the page with a strict policy and no CORS header', async () => {
    const { status, headers } = await ask('/')
    expect(status).toBe(200)
    expect(headers['content-security-policy']).toContain("frame-ancestors 'none'")
    expect(headers['content-security-policy']).toContain("script-src 'self'")
    expect(headers['x-content-type-options']).toBe('nosniff')
    expect(Object.keys(headers).filter((name) => name.startsWith('access-control'))).toEqual([])
  })

  it('listens only on loopback', () => {
    expect(host.url()).toMatch(/^http:\/\/127\.0\.0\.1:/)
  })

  it.each(['evil.example', '127.0.0.1', '127.0.0.1:1', 'localhost.evil.example:80'])(
    'refuses a request for host "%s", as sent after DNS rebinding',
    async (name) => {
      expect((await ask('/', { headers: { host: name } })).status).toBe(421)
      expect((await ask('/report', { headers: { host: name, ...bearer() } })).status).toBe(421)
    },
  )

  it.each(['http://evil.example', 'null', 'http://127.0.0.1:1'])('refuses a write from origin %s', async (origin) => {
    const headers = { origin, 'content-type': 'application/json', ...bearer() }
    expect((await ask('/report', { method: 'POST', headers, body: '{}' })).status).toBe(403)
    expect((await ask('/report', { method: 'DELETE', headers })).status).toBe(403)
  })

  it('refuses the dashboard API without the token, or with a wrong one', async () => {
    expect((await ask('/health')).status).toBe(401)
    expect((await ask('/health', { headers: { authorization: 'Bearer wrong' } })).status).toBe(401)
    expect((await ask(`/health?token=${token()}`)).status).toBe(401)
    expect((await ask('/health', { headers: bearer() })).status).toBe(200)
  })

  it('accepts only JSON, up to a size limit', async () => {
    const post = (type: string, body: string) =>
      ask('/report', { method: 'POST', headers: { 'content-type': type, ...bearer() }, body })
    expect((await post('text/plain', '{}')).status).toBe(415)
    expect((await post('application/json', '{')).status).toBe(400)
    expect((await post('application/json', `"${'x'.repeat(1_100_000)}"`)).status).toBe(413)
    expect((await post('application/json', '{"report":{}}')).status).toBe(422)
  })

  it.each([
    '/../package.json',
    '/%2e%2e/package.json',
    '/assets/../../package.json',
    '//etc/passwd',
    '//',
    '/\\\\',
    '/%',
  ])('serves nothing outside the page for %s', async (path) => {
    expect((await ask(path, { headers: bearer() })).status).toBe(404)
  })

  it('shows users of a tunnel what to do, and repeats nothing of their request', async () => {
    const { status, body } = await ask('/<b>', { headers: { host: 'evil.example', accept: 'text/html,*/*' } })
    expect(status).toBe(421)
    expect(body).toContain('Use the same port on your side')
    expect(body).toContain('allow this host')
    expect(body).not.toMatch(/evil|<b>/)
  })

  it('answers under a host that the settings allow, for its own pages', async () => {
    settings.publish(Settings.parse({ web: { allowedHosts: ['localhost:9000'] } }))
    const headers = { host: 'localhost:9000', ...bearer() }
    expect((await ask('/', { headers })).status).toBe(200)
    expect((await ask('/health', { headers: { ...headers, origin: 'http://localhost:9000' } })).status).toBe(200)
    expect((await ask('/health', { headers: { ...headers, origin: 'http://localhost:9001' } })).status).toBe(403)
    settings.publish(Settings.parse({}))
    expect((await ask('/', { headers })).status).toBe(421)
  })

  it.skipIf(process.getuid?.() === 0)('names a port that the system refuses (root may use every port)', async () => {
    await expect(openWebHost(contexts, { port: 1, rendererDir, tokens, log })).rejects.toMatchObject({
      fault: { code: 'port-refused', port: 1 },
    })
  })

  it('names a taken port', async () => {
    const second = openWebHost(contexts, { port, rendererDir, tokens, log })
    await expect(second).rejects.toMatchObject({ fault: { code: 'port-taken', port } })
    await expect(second).rejects.toBeInstanceOf(FaultError)
  })
})

describe('its socket', () => {
  const refusal = async (options: { path?: string; protocols?: string[]; origin?: string | null; host?: string }) => {
    const { path = '/rpc', protocols = ['millrace', token()], origin = `http://127.0.0.1:${port}` } = options
    const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`, protocols, {
      headers: { ...(origin === null ? {} : { origin }), ...(options.host ? { host: options.host } : {}) },
    })
    const [outcome] = await Promise.race([
      once(socket, 'unexpected-response').then(([, response]) => [response.statusCode as number]),
      once(socket, 'open').then(() => ['open']),
    ])
    socket.terminate()
    return outcome
  }

  it('opens for our own page with the token', async () => {
    expect(await refusal({})).toBe('open')
  })

  it('refuses another origin, no origin, another host, a wrong token, a missing token and another path', async () => {
    expect(await refusal({ origin: 'http://evil.example' })).toBe(403)
    expect(await refusal({ origin: null })).toBe(403)
    expect(await refusal({ host: 'evil.example' })).toBe(403)
    expect(await refusal({ protocols: ['millrace', 'wrong'] })).toBe(401)
    expect(await refusal({ protocols: ['millrace'] })).toBe(401)
    expect(await refusal({ protocols: [] })).toBe(401)
    expect(await refusal({ path: '/other' })).toBe(404)
  })

  it('disconnects every client when another context takes over, and refuses clients while there is none', async () => {
    const connect = () =>
      new WebSocket(`ws://127.0.0.1:${port}/rpc`, ['millrace', token()], {
        headers: { origin: `http://127.0.0.1:${port}` },
      })
    const socket = connect()
    await once(socket, 'open')
    const closed = once(socket, 'close')
    contexts.publish(null)
    await closed
    const refused = connect()
    refused.on('error', () => undefined)
    const [, response] = await once(refused, 'unexpected-response')
    expect(response.statusCode).toBe(503)
    refused.terminate()
    expect((await ask('/health', { headers: bearer() })).status).toBe(503)
    contexts.publish(context)
    expect(await refusal({})).toBe('open')
  })

  const connected = async () => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}/rpc`, ['millrace', token()], {
      headers: { origin: `http://127.0.0.1:${port}` },
    })
    await once(socket, 'open')
    const link = new RPCLink({ websocket: new SocketEvents(socket) })
    return { socket, client: createORPCClient<ContractRouterClient<typeof contract>>(link) }
  }

  it('limits the number of feeds at once, and allows others once some have ended', async () => {
    const { socket, client } = await connected()
    const end = new AbortController()
    const feeds = await Promise.all(
      Array.from({ length: 100 }, () => client.settings.feed(undefined, { signal: end.signal })),
    )
    for (const feed of feeds) feed.next().catch(() => undefined)
    await expect(client.settings.feed()).rejects.toMatchObject({ data: { code: 'too-many-feeds' } })
    end.abort()
    await expect
      .poll(() =>
        client.settings.feed().then(
          () => true,
          () => false,
        ),
      )
      .toBe(true)
    socket.terminate()
  })

  const largeSettings = (rate: number) => {
    const names = Array.from({ length: 5_000 }, (_, i) => `A_LONG_NAME_${i}`)
    return Settings.parse({ producer: { errorRates: Object.fromEntries(names.map((name) => [name, rate])) } })
  }

  it('produces no updates for a client that does not read, and sends it the newest when it reads again', async () => {
    const { socket, client } = await connected()
    const feed = await client.settings.feed()
    await feed.next()
    socket.pause()
    for (let i = 1; i <= 200; i++) {
      settings.publish(largeSettings(i / 200))
      await new Promise((resolve) => setTimeout(resolve, 1))
    }
    socket.resume()
    let items = 0
    for await (const { producer } of feed) {
      items++
      if (producer.errorRates.A_LONG_NAME_0 === 1) break
    }
    // The messages in transit, the queued one, and the newest one.
    expect(items).toBeLessThan(20)
    settings.publish(Settings.parse({}))
    socket.terminate()
  })

  it('disconnects a client with too much unread data, with a reason, and keeps the others', async () => {
    const [idle, busy] = [await connected(), await connected()]
    settings.publish(largeSettings(1))
    idle.socket.pause()
    for (let i = 0; i < 100; i++) idle.client.settings.change({}).catch(() => undefined)
    await expect
      .poll(() => logged, { timeout: 10_000 })
      .toContain('A client of the window was disconnected: it left more than 4 MB unread.')
    idle.socket.resume()
    const [code, reason] = await once(idle.socket, 'close')
    expect(code).toBe(1013)
    expect(`${reason}`).toBe('Millrace disconnected this client: it left more than 4 MB unread. Connect again.')
    settings.publish(Settings.parse({}))
    expect(await (await busy.client.settings.feed()).next()).toMatchObject({ value: Settings.parse({}) })
    busy.socket.terminate()
  })
})
