import { router } from '@main/api'
import type { ApiContext } from '@main/api/context'
import type { Feed } from '@main/signals/feed'
import { RPCHandler } from '@orpc/server/message-port'
import { ipcMain, MessageChannelMain, type MessagePortMain, protocol, type WebFrameMain } from 'electron'
import { SECURITY_HEADERS } from './guard'
import { listStaticFiles } from './static-files'

export const SCHEME = 'millrace'
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

/**
 * Gives a port to the api to our own pages only. When another context takes over, the ports close: the pages ask again, and get a new port
 * as soon as there is a context.
 */
export async function openElectronHost(contexts: Feed<ApiContext | null>, signal: AbortSignal): Promise<void> {
  const rpc = new RPCHandler(router)
  const ports = new Set<MessagePortMain>()
  const waiting = new Set<WebFrameMain>()
  const connect = (frame: WebFrameMain, context: ApiContext) => {
    const { port1, port2 } = new MessageChannelMain()
    ports.add(port1)
    port1.on('close', () => ports.delete(port1))
    rpc.upgrade(port1, { context })
    port1.start()
    frame.postMessage('millrace:port', null, [port2])
  }
  ipcMain.on('millrace:connect', ({ senderFrame }) => {
    if (!isOurPage(senderFrame)) return
    if (contexts.value) connect(senderFrame, contexts.value)
    else waiting.add(senderFrame)
  })
  let context = contexts.value
  for await (const next of contexts.follow(signal)) {
    if (next !== context) for (const port of ports) port.close()
    context = next
    if (!next) continue
    for (const frame of waiting) if (!frame.isDestroyed()) connect(frame, next)
    waiting.clear()
  }
}

function isOurPage(frame: WebFrameMain | null): frame is WebFrameMain {
  return frame !== null && frame.parent === null && frame.url.startsWith(PAGE)
}
