import { once } from 'node:events'
import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ApiContext } from '@main/api/context'
import { createFeed } from '@main/signals/feed'
import { Settings } from '@shared/model/settings'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { z } from 'zod'
import { openWebHost, type WebHost } from './web'

const Opened = z.object({ key: z.string() })
let host: WebHost
let origin: string
let saved: string | null = null
const addresses: string[] = []
const parts: Partial<ApiContext> = {
  settings: { feed: createFeed(Settings.parse({})), change: async () => Settings.parse({}) },
}

beforeAll(async () => {
  const rendererDir = await mkdtemp(join(tmpdir(), 'millrace-web-'))
  await writeFile(join(rendererDir, 'index.html'), '<!doctype html><title>Millrace</title>')
  host = await openWebHost(createFeed<ApiContext | null>(parts as ApiContext), {
    port: 0,
    rendererDir,
    tokens: {
      read: async () => saved,
      write: async (token) => {
        saved = token
      },
    },
    log: () => undefined,
    onNewAddress: (url) => addresses.push(url),
  })
  origin = new URL(host.url()).origin
})
afterAll(() => host.close())

interface Asking {
  readonly method?: string
  readonly path?: string
  readonly origin?: string | null
  readonly type?: string
  readonly cookie?: string
  readonly body?: unknown
}

function ask({ method = 'POST', path = '/session', type = 'application/json', cookie, body = {}, ...rest }: Asking) {
  const from = rest.origin === undefined ? origin : rest.origin
  return fetch(`${origin}${path}`, {
    method,
    headers: { 'content-type': type, ...(from === null ? {} : { origin: from }), ...(cookie ? { cookie } : {}) },
    ...(method === 'POST' ? { body: typeof body === 'string' ? body : JSON.stringify(body) } : {}),
  })
}

async function session() {
  const response = await ask({ body: { token: saved } })
  const { key } = Opened.parse(await response.json())
  return { key, cookie: response.headers.get('set-cookie')?.split(';')[0] ?? '' }
}

async function socket({ key, cookie, from = origin }: { key: string; cookie: string; from?: string }) {
  const opened = new WebSocket(`${origin.replace('http', 'ws')}/rpc`, ['millrace', key], {
    origin: from,
    headers: { cookie },
  })
  opened.on('error', () => undefined)
  const outcome = await Promise.race([
    once(opened, 'open').then(() => 101),
    once(opened, 'unexpected-response').then(([, { statusCode }]) => statusCode as number),
  ])
  return { outcome, opened }
}

describe('a session in the browser', () => {
  it('is opened with the token, extended without it, and opens the socket', async () => {
    const opened = await session()
    const extended = await ask({ cookie: opened.cookie, body: { key: opened.key } })
    expect(extended.status).toBe(200)
    expect(extended.headers.get('set-cookie')).toContain('Max-Age=')
    expect((await socket(opened)).outcome).toBe(101)
  })

  it('is not opened without a token or with a wrong one', async () => {
    for (const body of [{}, { token: 'wrong' }, { key: 'wrong' }, { token: 1 }]) {
      const response = await ask({ body })
      expect(response.status).toBe(401)
      expect(response.headers.get('set-cookie')).toBeNull()
    }
  })

  it.each([
    ['a page of another site', { origin: 'https://evil.example' }, 403],
    ['a page on another port of this machine', { origin: 'http://127.0.0.1:1' }, 403],
    ['a sandboxed frame', { origin: 'null' }, 403],
    ['a program that sends no origin', { origin: null }, 403],
    ['a form, which cannot send JSON', { type: 'text/plain' }, 415],
    ['a GET', { method: 'GET' }, 405],
  ])('is not opened, renewed or ended for %s', async (_who, asking, status) => {
    const { cookie, key } = await session()
    for (const path of ['/session', '/session/renew']) {
      const response = await ask({ ...asking, path, cookie, body: { key, token: saved } })
      expect(response.status).toBe(status)
      expect(response.headers.get('set-cookie')).toBeNull()
    }
  })

  it('does not open the socket for another origin, and not with one half', async () => {
    const whole = await session()
    expect((await socket({ ...whole, from: 'http://127.0.0.1:1' })).outcome).toBe(403)
    expect((await socket({ ...whole, cookie: '' })).outcome).toBe(401)
    expect((await socket({ ...whole, key: 'other' })).outcome).toBe(401)
  })

  it('does not open the dashboard API, which takes the token only', async () => {
    const { cookie } = await session()
    expect((await fetch(`${origin}/health`, { headers: { cookie, origin } })).status).toBe(401)
  })

  it('ends when this browser logs out', async () => {
    const response = await ask({ method: 'DELETE' })
    expect(response.headers.get('set-cookie')).toMatch(/^millrace-\d+=; .*Max-Age=0$/)
  })

  it('ends with its sockets when the token is renewed; the page that asked goes on', async () => {
    const before = await session()
    const other = await socket(before)
    const closed = once(other.opened, 'close')
    expect((await ask({ path: '/session/renew', body: { key: before.key } })).status).toBe(401)
    const response = await ask({ path: '/session/renew', cookie: before.cookie, body: { key: before.key } })
    const { key } = Opened.parse(await response.json())
    await closed
    expect((await socket(before)).outcome).toBe(401)
    const after = { key, cookie: response.headers.get('set-cookie')?.split(';')[0] ?? '' }
    expect((await socket(after)).outcome).toBe(101)
    expect(addresses).toEqual([host.url()])
  })
})
