import type { ClientContext, ClientLink } from '@orpc/client'
import { RPCLink as PortLink } from '@orpc/client/message-port'
import { RPCLink as SocketLink } from '@orpc/client/websocket'
import { ResponseValidationPlugin } from '@orpc/contract/plugins'
import { contract } from '@shared/contract'
import { isDesktop } from '../is-desktop'
import { openSession, Refused } from './session'

/** An open connection to main. `ended` resolves once it can no longer be used. */
export interface Line {
  readonly link: ClientLink<ClientContext>
  readonly ended: Promise<void>
}

/** The only code that knows which transport leads to main. Throws `Refused`, or any other error while main is unreachable. */
export function connect(): Promise<Line> {
  return isDesktop() ? throughPort() : throughSocket()
}

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
  const key = await openSession()
  const { protocol, host } = window.location
  const socket = new WebSocket(`${protocol === 'https:' ? 'wss' : 'ws'}://${host}/rpc`, ['millrace', key])
  const link = new SocketLink({ websocket: socket, plugins: plugins() })
  const ended = closing(socket)
  const opened = new Promise<boolean>((open) => socket.addEventListener('open', () => open(true)))
  if (await Promise.race([opened, ended.then(() => false)])) return { link, ended }
  // A browser does not report why a socket was refused. A session that was opened a moment ago is gone only if its cookie was not kept.
  await openSession().catch((thrown: unknown) => {
    throw thrown instanceof Refused ? new Refused('no-cookies') : thrown
  })
  throw new Error('the socket was refused')
}

/** Call this after the link was created: the link must learn of the end before any code that would still call through it. */
function closing(target: EventTarget): Promise<void> {
  return new Promise((end) => target.addEventListener('close', () => end(), { once: true }))
}
