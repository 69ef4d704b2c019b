import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { router } from '@main/api'
import type { ApiContext } from '@main/api/context'
import { dashboard } from '@main/api/dashboard'
import { minuteWork } from '@main/api/minute-work/minute-work'
import { openApi } from '@main/api/openapi'
import { reportFiles } from '@main/api/report-files'
import type { Feed } from '@main/signals/feed'
import { RPCHandler } from '@orpc/server/ws'
import { WebSocketServer } from 'ws'
import { type AccessControl, createAccessControl, loadToken, type TokenStore } from './access-control'
import { BoundedSocket } from './bounded-socket'
import { answerEvents, datasetInPath } from './events-call'
import { answerCall, bearerOf, type Route, sendFailure, urlOf } from './json-call'
import { listen } from './listen'
import { createRequestGuard, type RequestGuard } from './request-guard'
import { sendFile } from './send-file'
import { sendJson } from './send-json'
import { answerSession } from './session-requests'
import { listStaticFiles, type StaticFile, sendStaticFile } from './static-files'
import { wrongHost } from './wrong-host'

/** One part of an upload, plus its frame. */
const MAX_MESSAGE = 5 * 1024 * 1024
const MAX_CONNECTIONS = 64
const GOING_AWAY = 1001
export const SUBPROTOCOL = 'millrace'

export interface WebHost {
  /** With the current token in the fragment, which browsers never send. */
  url(): string
  close(): Promise<void>
}

export interface WebHostOptions {
  /** 0 picks a free one. */
  readonly port: number
  readonly rendererDir: string
  readonly tokens: TokenStore
  log(line: string): void
  /** The address has changed, because the token was renewed in the window. */
  onNewAddress?(url: string): void
}

/**
 * Serves the window on 127.0.0.1. When another context takes over, every client is disconnected and may connect again; while there is none,
 * no client can connect. Throws `port-taken`, `port-refused`.
 */
export async function openWebHost(contexts: Feed<ApiContext | null>, options: WebHostOptions): Promise<WebHost> {
  const files = await listStaticFiles(options.rendererDir)
  const token = await loadToken(options.tokens)
  const server = createServer()
  await listen(server, options.port, '127.0.0.1')
  const { port } = server.address() as AddressInfo
  const access = createAccessControl(token, options.tokens, port)
  const url = () => `http://127.0.0.1:${port}/#token=${access.token()}`
  const guard = createRequestGuard(port, () => contexts.value?.settings.feed.value.web.allowedHosts ?? [])

  const sendAllAway = () => {
    for (const client of sockets.clients) client.close(GOING_AWAY)
  }
  const onRenewed = () => {
    sendAllAway()
    options.onNewAddress?.(url())
  }
  server.on('request', (request, response) => {
    answer({ context: contexts.value, guard, access, files, onRenewed }, request, response).catch((error: Error) =>
      sendFailure(response, error),
    )
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
          : offered[0] !== SUBPROTOCOL ||
              !(access.isToken(offered[1]) || access.isSession(request.headers.cookie, offered[1]))
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
      if (next !== context) sendAllAway()
      context = next
    }
  })()

  return {
    url,
    async close() {
      end.abort()
      await sendAway
      for (const client of sockets.clients) client.terminate()
      server.closeAllConnections()
      await new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
}

interface Answering {
  readonly context: ApiContext | null
  readonly guard: RequestGuard
  readonly access: AccessControl
  readonly files: ReadonlyMap<string, StaticFile>
  readonly onRenewed: () => void
}

async function answer(
  { context, guard, access, files, onRenewed }: Answering,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (!guard.host(request)) return wrongHost(request, response)
  if (!guard.origin(request)) return sendJson(response, 403, { detail: 'wrong origin' })
  const url = urlOf(request)
  if (!url) return sendJson(response, 404, { detail: 'not found' })
  const { pathname } = url

  const file = request.method === 'GET' || request.method === 'HEAD' ? files.get(pathname) : undefined
  if (file) return sendStaticFile(file, request, response)
  if (pathname === '/session' || pathname === '/session/renew') {
    return answerSession({ access, onRenewed }, pathname, request, response)
  }
  if (!access.isToken(bearerOf(request))) {
    return sendJson(response, 401, { detail: 'send the token as Authorization: Bearer …' })
  }
  const wanted = context && (await reportFiles(context, { method: request.method ?? 'GET', path: pathname }))
  if (wanted) return 'parts' in wanted ? sendFile(response, wanted) : sendJson(response, wanted.status, wanted.body)
  if (pathname === '/openapi.json' && request.method === 'GET')
    return sendJson(response, 200, openApi(context?.info.version ?? ''))
  const dataset = datasetInPath(pathname)
  if (dataset !== null) return answerEvents(context, dataset, request, response)
  const route: Route = async (...call) => (await dashboard(...call)) ?? (await minuteWork(...call))
  await answerCall(route, context, url, request, response)
}
