import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { httpWebhooks } from './http-webhooks'

type Answer = (request: IncomingMessage, response: ServerResponse) => void

let answer: Answer
let seen: { path: string; method: string; headers: NodeJS.Dict<string | string[]>; body: string }[]
let server: ReturnType<typeof createServer>
let port: number

beforeEach(async () => {
  seen = []
  server = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += chunk
    seen.push({ path: request.url ?? '', method: request.method ?? '', headers: request.headers, body })
    answer(request, response)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  port = (server.address() as AddressInfo).port
})
afterEach(async () => {
  server.closeAllConnections()
  server.close()
  await once(server, 'close')
})

const post = (path = '/hook', within = 5_000) =>
  httpWebhooks().post(
    { url: `http://127.0.0.1:${port}${path}`, headers: { 'X-Own': 'yes' }, body: '{"ä":1}' },
    AbortSignal.timeout(within),
  )
const status =
  (code: number, headers: Record<string, string> = {}): Answer =>
  (_, response) =>
    response.writeHead(code, headers).end('ignored')

it('posts headers and body unchanged', async () => {
  answer = status(204)
  expect(await post('/hook?key=1')).toMatchObject({ status: 204, retryAfterMs: null })
  expect(seen).toMatchObject([
    { path: '/hook?key=1', method: 'POST', headers: { 'x-own': 'yes', 'content-length': '8' }, body: '{"ä":1}' },
  ])
})

it('returns any status, and when to retry', async () => {
  answer = status(503, { 'Retry-After': '7' })
  expect(await post()).toMatchObject({ status: 503, retryAfterMs: 7_000 })
  answer = status(429, { 'Retry-After': new Date(Date.now() + 60_000).toUTCString() })
  const { retryAfterMs } = await post()
  expect(Math.abs((retryAfterMs ?? 0) - 60_000)).toBeLessThan(5_000)
  answer = status(400, { 'Retry-After': 'soon' })
  expect(await post()).toMatchObject({ status: 400, retryAfterMs: null })
})

it('does not read an answer that never ends', async () => {
  answer = (_, response) => {
    response.writeHead(200)
    const more = setInterval(() => response.write('x'.repeat(65_536)), 1)
    response.on('close', () => clearInterval(more))
  }
  expect(await post()).toMatchObject({ status: 200 })
})

it('follows a redirect of the same request within the host', async () => {
  answer = (request, response) =>
    request.url === '/hook' ? status(308, { Location: '/moved' })(request, response) : status(200)(request, response)
  expect(await post()).toMatchObject({ status: 200 })
  expect(seen.map(({ path, method, body }) => [path, method, body])).toEqual([
    ['/hook', 'POST', '{"ä":1}'],
    ['/moved', 'POST', '{"ä":1}'],
  ])
})

it.each(['http://127.0.0.1:1/', 'http://evil.example/', 'ftp://127.0.0.1/', 'file:///etc/passwd'])(
  'never follows a redirect to %s',
  async (location) => {
    answer = status(307, { Location: location })
    await expect(post()).rejects.toThrow('another host')
    expect(seen).toHaveLength(1)
  },
)

it('gives up on a redirect loop, and treats a redirect to a GET as an answer', async () => {
  answer = status(307, { Location: '/hook' })
  await expect(post()).rejects.toThrow('redirected')
  answer = status(302, { Location: '/elsewhere' })
  expect(await post()).toMatchObject({ status: 302 })
})

it("explains why there is no answer, without the address's path", async () => {
  answer = () => undefined
  await expect(post('/secret', 100)).rejects.toThrow(/^127\.0\.0\.1:\d+ did not answer in time$/)
  answer = (request) => request.socket.destroy()
  await expect(post('/secret')).rejects.toThrow(/^127\.0\.0\.1:\d+ closed the connection$/)
  const nowhere = { url: 'http://127.0.0.1:9/secret', headers: {}, body: '' }
  await expect(httpWebhooks().post(nowhere, AbortSignal.timeout(2_000))).rejects.toThrow(
    /^127\.0\.0\.1:9 refused the connection$/,
  )
})
