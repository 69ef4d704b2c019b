import { once } from 'node:events'
import { type IncomingMessage, request, type ServerResponse } from 'node:http'
import { createServer } from 'node:https'
import type { Issued } from './certificates.ts'

export interface TlsFrontOptions {
  readonly port: number
  /** The port of a plain server on 127.0.0.1. */
  readonly upstream: number
  readonly certificate: Issued
  /** Required from every client, as a reverse proxy in front of a registry does it. */
  readonly login?: { readonly username: string; readonly password: string }
  /** Only clients with a certificate of this authority. */
  readonly clientCa?: string
  /** Sees each request that it lets through. */
  readonly onRequest?: (request: IncomingMessage) => void
}

/** HTTPS in front of a server that speaks plain HTTP, with HTTP's basic login if wanted. */
export async function tlsFront(options: TlsFrontOptions): Promise<{ close(): Promise<void> }> {
  const { port, upstream, certificate, login, clientCa, onRequest } = options
  const expected = login && `Basic ${Buffer.from(`${login.username}:${login.password}`).toString('base64')}`
  const pass = (asked: IncomingMessage, answer: ServerResponse) => {
    if (expected && asked.headers.authorization !== expected) {
      answer.writeHead(401, { 'content-type': 'application/json', 'www-authenticate': 'Basic realm="registry"' })
      answer.end('{"error_code":401,"message":"Unauthorized"}')
      return
    }
    onRequest?.(asked)
    const headers = { ...asked.headers, host: `127.0.0.1:${upstream}` }
    const inner = request({ host: '127.0.0.1', port: upstream, method: asked.method, path: asked.url, headers })
    inner.on('response', (got) => {
      answer.writeHead(got.statusCode ?? 502, got.headers)
      got.pipe(answer)
    })
    inner.on('error', () => answer.destroy())
    asked.on('error', () => inner.destroy())
    answer.on('close', () => inner.destroy())
    asked.pipe(inner)
  }
  const server = createServer(
    {
      cert: certificate.cert,
      key: certificate.key,
      ...(clientCa && { ca: clientCa, requestCert: true, rejectUnauthorized: true }),
    },
    pass,
  ).listen(port, '127.0.0.1')
  server.on('tlsClientError', () => undefined)
  await once(server, 'listening')
  return {
    async close() {
      const closed = once(server.close(), 'close')
      server.closeAllConnections()
      await closed
    },
  }
}
