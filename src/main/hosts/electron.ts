import { router } from '@main/api'
import type { ApiContext } from '@main/api/context'
import { isPage } from '@main/shell/navigation-policy'
import type { Feed } from '@main/signals/feed'
import { RPCHandler } from '@orpc/server/message-port'
import { ipcMain, MessageChannelMain, protocol, type WebFrameMain } from 'electron'
import { createMessagePortServer } from './message-port-server'
import { SECURITY_HEADERS } from './request-guard'
import { listStaticFiles } from './static-files'

const SCHEME = 'millrace'
export const PAGE = `${SCHEME}://app/`

/** Call this before Electron is ready. */
export function registerScheme(): void {
  protocol.registerSchemesAsPrivileged([{ scheme: SCHEME, privileges: { standard: true, secure: true } }])
}

/** Serves the built page under our own scheme, which gives it an origin but no access to files. */
export async function servePage(rendererDir: string): Promise<void> {
  const files = await listStaticFiles(rendererDir)
  protocol.handle(SCHEME, async (request) => {
    const { hostname, pathname } = new URL(request.url)
    const file = hostname === 'app' ? files.get(pathname) : undefined
    if (!file) return new Response('not found', { status: 404 })
    const body = new Uint8Array(await file.read())
    return new Response(body, { headers: { ...SECURITY_HEADERS, 'Content-Type': file.type } })
  })
}

/** Gives a port to the api to our own page only. */
export function openElectronHost(
  contexts: Feed<ApiContext | null>,
  page: string,
  log: (line: string) => void,
  signal: AbortSignal,
): Promise<void> {
  const rpc = new RPCHandler(router)
  const server = createMessagePortServer<WebFrameMain, ApiContext>(contexts, {
    connect(frame) {
      const { port1, port2 } = new MessageChannelMain()
      frame.postMessage('millrace:port', null, [port2])
      return port1
    },
    serve: (port, context) => rpc.upgrade(port, { context }),
    log,
  })
  ipcMain.on('millrace:connect', ({ senderFrame: frame }) => {
    if (frame && frame.parent === null && isPage(frame.url, page)) server.ask(frame)
  })
  return server.run(signal)
}
