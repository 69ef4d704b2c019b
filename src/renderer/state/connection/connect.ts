import type { ClientContext, ClientLink } from '@orpc/client'
import { RPCLink as PortLink } from '@orpc/client/message-port'
import { RPCLink as SocketLink } from '@orpc/client/websocket'
import { ResponseValidationPlugin } from '@orpc/contract/plugins'
import { contract } from '@shared/contract'
import { takeToken } from './token'

/** An open connection to main. `ended` resolves once it can no longer be used. */
export interface Line {
  readonly link: ClientLink<ClientContext>
  readonly ended: Promise<void>
}

/** The server answers but refuses access: no token, or a token that is not (or no longer) valid. */
export class Refused extends Error {
  constructor(readonly why: 'no-token' | 'wrong-token') {
    super(why)
  }
}

declare global {
  interface Window {
    /** Set by Electron's preload script. */
    readonly millrace?: boolean
  }
}

/** The only code that knows which transport leads to main. Throws `Refused`, or any other error while main is unreachable. */
export function connect(): Promise<Line> {
  return isShell() ? throughPort() : throughSocket()
}

/** The address of another Millrace window that shows `view` (`#/…`). */
export function addressOf(view: string): string {
  const page = `${window.location.origin}${window.location.pathname}${view}`
  const token = isShell() ? null : takeToken()
  return token === null ? page : `${page}?token=${token}`
}

const isShell = () => window.millrace === true
const plugins = () => [new ResponseValidationPlugin(contract)]

function throughPort(): Promise<Line> {
  return new Promise((resolve) => {
    const take = (event: MessageEvent) => {
      const [port] = event.ports
      if (event.source !== window || event.data !== 'millrace:port' || !port) return
      window.removeEventListener('message', take)
      const link = new PortLink({ port, plugins: plugins() })
      port.start()
      resolve({ link, ended: closing(port) })
    }
    window.addEventListener('message', take)
    window.postMessage('millrace:connect', window.location.origin)
  })
}

async function throughSocket(): Promise<Line> {
  const token = takeToken()
  if (token === null) throw new Refused('no-token')
  const { protocol, host } = window.location
  const socket = new WebSocket(`${protocol === 'https:' ? 'wss' : 'ws'}://${host}/rpc`, ['millrace', token])
  const link = new SocketLink({ websocket: socket, plugins: plugins() })
  const ended = closing(socket)
  const opened = new Promise<boolean>((open) => socket.addEventListener('open', () => open(true)))
  if (!(await Promise.race([opened, ended.then(() => false)]))) {
    // A browser does not report why a socket was refused, but it does for a request.
    const { status } = await fetch('/health', { headers: { authorization: `Bearer ${token}` } })
    throw status === 401 ? new Refused('wrong-token') : new Error(`the socket was refused (health: ${status})`)
  }
  return { link, ended }
}

/** Call this after the link was created: the link must learn of the end before any code that would still call through it. */
function closing(target: EventTarget): Promise<void> {
  return new Promise((end) => target.addEventListener('close', () => end(), { once: true }))
}
