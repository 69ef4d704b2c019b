import { createServer, type IncomingMessage } from 'node:http'
import { type AddressInfo, BlockList, isIPv4 } from 'node:net'
import type { ApiContext } from '@main/api/context'
import { minuteWork } from '@main/api/minute-work/minute-work'
import type { Feed } from '@main/signals/feed'
import { isSameSecret } from './access-control'
import { answerCall, bearerOf, sendFailure, urlOf } from './json-call'
import { listen } from './listen'
import { sendJson } from './send-json'

/** Airflow's worker runs a few tasks at a time, with one request each. */
const MAX_CONNECTIONS = 32

export interface ContainerDoorOptions {
  readonly address: string
  /** 0 picks a free one. */
  readonly port: number
  /** The addresses that may connect, such as `172.18.0.0/16`; null: all that reach `address`. */
  readonly from: string | null
  /** The names by which the containers call this machine. */
  readonly names: readonly string[]
  /** Its own: it opens nothing of the window. */
  readonly token: string
}

export interface ContainerDoor {
  readonly port: number
  close(): Promise<void>
}

/**
 * A second server, for this machine's containers only: they cannot reach the window's loopback address, and need nothing of the window. It
 * serves the minute's work and nothing else. Throws `port-taken`, `port-refused`.
 */
export async function openContainerDoor(
  contexts: Feed<ApiContext | null>,
  { address, port: wanted, from, names, token }: ContainerDoorOptions,
): Promise<ContainerDoor> {
  const server = createServer((request, response) => {
    const hosts = [...names, address].map((name) => `${name}:${request.socket.localPort}`)
    const refusal = refusalOf(request, hosts, token)
    if (refusal) return sendJson(response, refusal.status, { detail: refusal.detail })
    const url = urlOf(request)
    if (!url) return sendJson(response, 404, { detail: 'not found' })
    answerCall(minuteWork, contexts.value, url, request, response).catch((error: Error) => sendFailure(response, error))
  })
  server.maxConnections = MAX_CONNECTIONS
  const mayConnect = inSubnet(from)
  server.on('connection', (socket) => {
    // Programs on other machines can be routed to this address.
    if (!mayConnect(socket.remoteAddress ?? '')) socket.destroy()
  })
  await listen(server, wanted, address)
  const { port } = server.address() as AddressInfo
  return {
    port,
    async close() {
      server.closeAllConnections()
      await new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
}

function refusalOf(
  request: IncomingMessage,
  hosts: readonly string[],
  token: string,
): { readonly status: number; readonly detail: string } | null {
  const { headers } = request
  if (!hosts.includes(headers.host ?? '')) return { status: 421, detail: `wrong host: use ${hosts[0]}` }
  if (headers.origin !== undefined) return { status: 403, detail: 'web pages may not call this address' }
  const bearer = bearerOf(request)
  if (bearer !== undefined && isSameSecret(bearer, token)) return null
  return { status: 401, detail: 'send MILLRACE_TOKEN as Authorization: Bearer …' }
}

function inSubnet(subnet: string | null): (address: string) => boolean {
  if (subnet === null) return () => true
  const [network = '', bits] = subnet.split('/')
  const list = new BlockList()
  list.addSubnet(network, Number(bits), 'ipv4')
  return (address) => isIPv4(address) && list.check(address, 'ipv4')
}
