import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { type AddressInfo, BlockList, isIPv4 } from 'node:net'
import type { ApiContext } from '@main/api/context'
import { minuteWork } from '@main/api/minute-work/minute-work'
import type { Feed } from '@main/signals/feed'
import { isSameSecret } from './access-control'
import { listen } from './listen'
import { readJson } from './read-json'
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
    const { port } = server.address() as AddressInfo
    const hosts = [...names, address].map((name) => `${name}:${port}`)
    const refusal = refusalOf(request, hosts, token)
    if (refusal) return sendJson(response, refusal.status, { detail: refusal.detail })
    answer(contexts.value, request, response).catch((error: Error) => {
      if (response.headersSent) response.destroy()
      else sendJson(response, 500, { detail: error.message })
    })
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
  { headers }: IncomingMessage,
  hosts: readonly string[],
  token: string,
): { readonly status: number; readonly detail: string } | null {
  if (!hosts.includes(headers.host ?? '')) return { status: 421, detail: `wrong host: use ${hosts[0]}` }
  if (headers.origin !== undefined) return { status: 403, detail: 'web pages may not call this address' }
  const bearer = /^Bearer (\S+)$/.exec(headers.authorization ?? '')?.[1]
  if (bearer !== undefined && isSameSecret(bearer, token)) return null
  return { status: 401, detail: 'send MILLRACE_TOKEN as Authorization: Bearer …' }
}

async function answer(context: ApiContext | null, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const target = `http://127.0.0.1${request.url?.startsWith('/') ? request.url : '/'}`
  if (!URL.canParse(target)) return sendJson(response, 404, { detail: 'not found' })
  if (!context) return sendJson(response, 503, { detail: 'the backend is being changed; try again in a moment' })
  const { pathname: path, searchParams: query } = new URL(target)
  const method = request.method ?? 'GET'
  const body = method === 'POST' ? await readJson(request) : { ok: true as const, value: undefined }
  if (!body.ok) return sendJson(response, body.status, { detail: body.problem })
  const gone = new AbortController()
  response.once('close', () => gone.abort())
  const reply = await minuteWork(context, { method, path, query, body: body.value, signal: gone.signal })
  sendJson(response, reply?.status ?? 404, reply?.body ?? { detail: 'not found' })
}

function inSubnet(subnet: string | null): (address: string) => boolean {
  if (subnet === null) return () => true
  const [network = '', bits] = subnet.split('/')
  const list = new BlockList()
  list.addSubnet(network, Number(bits), 'ipv4')
  return (address) => isIPv4(address) && list.check(address, 'ipv4')
}
