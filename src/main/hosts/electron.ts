import { router } from '@main/api'
import type { ApiContext } from '@main/api/context'
import { RPCHandler } from '@orpc/server/message-port'
import { ipcMain, MessageChannelMain, protocol, type WebFrameMain } from 'electron'
import { SECURITY_HEADERS } from './guard'
import { listStaticFiles } from './static-files'

export const SCHEME = 'millrace'
export const PAGE = `${SCHEME}://app/`

/** Must be called before Electron is ready. */
export function registerScheme(): void {
  protocol.registerSchemesAsPrivileged([{ scheme: SCHEME, privileges: { standard: true, secure: true } }])
}

/** Serves the built page under our own scheme, so that it has an origin and no access to files. */
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

/** Gives our own pages, and nobody else, a port to the api. */
export function openElectronHost(context: ApiContext): void {
  const rpc = new RPCHandler(router)
  ipcMain.on('millrace:connect', ({ senderFrame }) => {
    if (!isOurPage(senderFrame)) return
    const { port1, port2 } = new MessageChannelMain()
    rpc.upgrade(port1, { context })
    port1.start()
    senderFrame.postMessage('millrace:port', null, [port2])
  })
}

function isOurPage(frame: WebFrameMain | null): frame is WebFrameMain {
  return frame !== null && frame.parent === null && frame.url.startsWith(PAGE)
}
