import { randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { router } from '@main/api'
import type { ApiContext } from '@main/api/context'
import { dashboard } from '@main/api/dashboard'
import type { Feed } from '@main/signals/feed'
import { RPCHandler } from '@orpc/server/ws'
import { FaultError } from '@shared/model/fault'
import { WebSocketServer } from 'ws'
import { BoundedSocket } from './bounded-socket'
import { createGuard, type Guard } from './guard'
import { json } from './json'
import { listStaticFiles, type StaticFile, sendStaticFile } from './static-files'
import { wrongHost } from './wrong-host'

const MAX_BODY = 1_000_000
/** One part of an upload, plus its frame. */
const MAX_MESSAGE = 5 * 1024 * 1024
const MAX_CONNECTIONS = 64
const GOING_AWAY = 1001
export const SUBPROTOCOL = 'millrace'

export interface WebHost {
  /** With the token in the fragment, which browsers never send. */
  readonly url: string
  readonly token: string
  close(): Promise<void>
}

/**
 * Serves the window on 127.0.0.1. When another context takes over, every client is disconnected and may connect again; while there is none,
 * no client can connect. Throws `port-taken`, `port-refused`.
 */
export async function openWebHost(
  contexts: Feed<ApiContext | null>,
  options: { port: number; rendererDir: string; log: (line: string) => void },
): Promise<WebHost> {
  const token = randomBytes(24).toString('base64url')
  const files = await listStaticFiles(options.rendererDir)
  const server = createServer()
  await listen(server, options.port)
  const { port } = server.address() as AddressInfo
  const guard = createGuard(port, token, () => contexts.value?.settings.feed.value.web.allowedHosts ?? [])

  server.on('request', (request, response) => {
    answer(contexts.value, guard, files, request, response).catch((error: Error) => {
      if (response.headersSent) response.destroy()
      else json(response, 500, { detail: error.message })
    })
  })

  const sockets = new WebSocketServer({
    noServer: true,
    WebSocket: BoundedSocket,
    maxPayload: MAX_MESSAGE,
    // Many simultaneous calls start one after the other, so that the garbage of one is collected before it counts as long-lived.
    allowSynchronousEvents: false,
    handleProtocols: () => SUBPROTOCOL,
  })
  const rpc = new RPCHandler(router)
  server.on('upgrade', (request, socket, head) => {
    // A client that resets the connection while it is refused must not end the process.
    socket.on('error', () => socket.destroy())
    const context = contexts.value
    const offered = (request.headers['sec-websocket-protocol'] ?? '').split(',').map((word) => word.trim())
    const refusal =
      !guard.host(request) || !guard.origin(request) || request.headers.origin === undefined
        ? '403 Forbidden'
        : request.url !== '/rpc'
          ? '404 Not Found'
          : offered[0] !== SUBPROTOCOL || !guard.token(offered[1])
            ? '401 Unauthorized'
            : !context || sockets.clients.size >= MAX_CONNECTIONS
              ? '503 Service Unavailable'
              : null
    if (refusal || !context) {
      socket.end(`HTTP/1.1 ${refusal}\r\nConnection: close\r\n\r\n`)
      return
    }
    sockets.handleUpgrade(request, socket, head, (ws) => {
      ws.on('error', () => ws.terminate())
      ws.watchAnswers()
      ws.onCutOff = (reason) => options.log(`A client of the window was disconnected: ${reason}.`)
      void rpc.upgrade(ws, { context: { ...context, connection: { feeds: 0 } } })
    })
  })

  const end = new AbortController()
  const sendAway = (async () => {
    let context = contexts.value
    for await (const next of contexts.follow(end.signal)) {
      if (next !== context) for (const client of sockets.clients) client.close(GOING_AWAY)
      context = next
    }
  })()

  return {
    url: `http://127.0.0.1:${port}/#token=${token}`,
    token,
    async close() {
      end.abort()
      await sendAway
      for (const client of sockets.clients) client.terminate()
      server.closeAllConnections()
      await new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
}

async function listen(server: Server, port: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(listenFault(error, port))
    })
    server.listen(port, '127.0.0.1', resolve)
  })
}

function listenFault(error: NodeJS.ErrnoException, port: number): FaultError {
  if (error.code === 'EADDRINUSE') return new FaultError({ code: 'port-taken', port, by: null }, { cause: error })
  const reason = error.code === 'EACCES' ? 'the system keeps it for its administrator' : error.message
  return new FaultError({ code: 'port-refused', port, reason }, { cause: error })
}

async function answer(
  context: ApiContext | null,
  guard: Guard,
  files: ReadonlyMap<string, StaticFile>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (!guard.host(request)) return wrongHost(request, response)
  if (!guard.origin(request)) return json(response, 403, { detail: 'wrong origin' })
  const target = `http://127.0.0.1${request.url?.startsWith('/') ? request.url : '/'}`
  if (!URL.canParse(target)) return json(response, 404, { detail: 'not found' })
  const { pathname, searchParams } = new URL(target)
  const method = request.method ?? 'GET'

  const file = method === 'GET' || method === 'HEAD' ? files.get(pathname) : undefined
  if (file) return sendStaticFile(file, request, response)
  const bearer = /^Bearer (\S+)$/.exec(request.headers.authorization ?? '')?.[1]
  if (!guard.token(bearer)) return json(response, 401, { detail: 'send the token as Authorization: Bearer …' })
  if (!context) return json(response, 503, { detail: 'the backend is being changed; try again in a moment' })
  const body = method === 'POST' ? await readJson(request) : { ok: true as const, value: undefined }
  if (!body.ok) return json(response, body.status, { detail: body.problem })
  const reply = await dashboard(context, { method, path: pathname, query: searchParams, body: body.value })
  json(response, reply?.status ?? 404, reply?.body ?? { detail: 'not found' })
}

type JsonBody = { ok: true; value: unknown } | { ok: false; status: number; problem: string }

async function readJson(request: IncomingMessage): Promise<JsonBody> {
  if (!/^application\/json\b/.test(request.headers['content-type'] ?? '')) {
    return { ok: false, status: 415, problem: 'send application/json' }
  }
  const tooLarge = { ok: false, status: 413, problem: `the body is larger than ${MAX_BODY} bytes` } as const
  // Leaving the loop below early closes the connection, so a client that declares its size gets its answer first.
  if (Number(request.headers['content-length'] ?? 0) > MAX_BODY) return tooLarge
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request) {
    size += (chunk as Buffer).length
    if (size > MAX_BODY) return tooLarge
    chunks.push(chunk as Buffer)
  }
  try {
    return { ok: true, value: JSON.parse(Buffer.concat(chunks).toString('utf8')) }
  } catch {
    return { ok: false, status: 400, problem: 'the body is not JSON' }
  }
}
