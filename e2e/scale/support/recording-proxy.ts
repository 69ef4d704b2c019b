import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { request } from 'node:https'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'

export interface RecordedRequest {
  readonly method: string
  readonly path: string
  readonly body: string
}

export interface RecordingProxy {
  readonly url: string
  readonly requests: RecordedRequest[]
  close(): Promise<void>
}

const KEPT = 2_000

/** Plain HTTP in front of an HTTPS server, with a record of each request. The Host header stays: signatures include it. */
export async function recordingProxy(upstream: string, ca: string): Promise<RecordingProxy> {
  const { hostname, port } = new URL(upstream)
  const requests: RecordedRequest[] = []
  const pass = async (asked: IncomingMessage, answer: ServerResponse) => {
    const { method = '', url = '', headers } = asked
    const body = await buffer(asked)
    requests.push({ method, path: url, body: body.toString('utf8').slice(0, KEPT) })
    const inner = request({ hostname, port, method, path: url, headers, ca, servername: hostname })
    inner.on('response', (got) => {
      answer.writeHead(got.statusCode ?? 502, got.headers)
      got.pipe(answer)
    })
    inner.on('error', () => answer.destroy())
    inner.end(body)
  }
  const server = createServer((asked, answer) => void pass(asked, answer).catch(() => answer.destroy()))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    async close() {
      const closed = once(server.close(), 'close')
      server.closeAllConnections()
      await closed
    },
  }
}
