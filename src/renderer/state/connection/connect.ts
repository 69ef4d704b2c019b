import type { ClientContext, ClientLink } from '@orpc/client'
import { RPCLink as PortLink } from '@orpc/client/message-port'
import { RPCLink as SocketLink } from '@orpc/client/websocket'
import { ResponseValidationPlugin } from '@orpc/contract/plugins'
import { contract } from '@shared/contract'
import { takeToken } from './token'

/** An open line to main. `ended` resolves once it is of no use any more. */
export interface Line {
  readonly link: ClientLink<ClientContext>
  readonly ended: Promise<void>
}

/** The door is there but does not open for us: no token, or one that is not (or no longer) the right one. */
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

/** The one place that knows which door leads to main. Throws `Refused`, or any other error while main is out of reach. */
export function connect(): Promise<Line> {
  return isShell() ? throughPort() : throughSocket()
}

/** The address of another window of ours that shows `view` (`#/…`). */
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
    // A browser does not tell a page why its socket was refused, but it does for a request.
    const { status } = await fetch('/health', { headers: { authorization: `Bearer ${token}` } })
    throw status === 401 ? new Refused('wrong-token') : new Error(`the socket was refused (health: ${status})`)
  }
  return { link, ended }
}

/** Asked for after the link was made: the link must learn of the end before anyone who would still speak through it. */
function closing(target: EventTarget): Promise<void> {
  return new Promise((end) => target.addEventListener('close', () => end(), { once: true }))
}
