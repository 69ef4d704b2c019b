import { lookup } from 'node:dns/promises'
import { once } from 'node:events'
import { connect, isIP, type Socket } from 'node:net'
import { type Endpoint, endpointText, ProbeFailure } from '@main/ports/connection-probe'

/** The addresses of a host. Throws `ProbeFailure`. */
export async function resolveName(host: string): Promise<string[]> {
  if (isIP(host)) return [host]
  try {
    return (await lookup(host, { all: true })).map(({ address }) => address)
  } catch (thrown) {
    const code = codeOf(thrown)
    const why = code === 'ENOTFOUND' ? 'no such name is known' : `the name server fails (${code})`
    throw new ProbeFailure(
      `${host} cannot be resolved: ${why}. Check the spelling, and whether this machine needs a VPN for that network.`,
    )
  }
}

/** Opens a connection and closes it. Throws `ProbeFailure`. */
export async function reach(endpoint: Endpoint, signal: AbortSignal): Promise<void> {
  const socket = connect(endpoint)
  try {
    await opened(socket, 'connect', signal)
  } catch (thrown) {
    throw new ProbeFailure(unreachable(endpoint, codeOf(thrown)))
  } finally {
    socket.destroy()
  }
}

/** Resolves with the socket's event, rejects with its error, on abort and when it ends before. */
export async function opened(socket: Socket, event: 'connect' | 'secureConnect', signal: AbortSignal): Promise<void> {
  const ended = new AbortController()
  const over = AbortSignal.any([signal, ended.signal])
  const early = once(socket, 'close', { signal: over }).then(() => {
    throw Object.assign(new Error('the connection was closed'), { code: 'CLOSED' })
  })
  try {
    await Promise.race([once(socket, event, { signal: over }), early])
  } finally {
    ended.abort()
    early.catch(() => undefined)
  }
}

function unreachable(endpoint: Endpoint, code: string): string {
  const at = endpointText(endpoint)
  if (code === 'ECONNREFUSED') return `Nothing listens at ${at}. Check the port, and whether the server is running.`
  if (code === 'ABORT_ERR') return `${at} does not answer. A firewall may drop the connection, or the address is wrong.`
  if (code === 'EHOSTUNREACH' || code === 'ENETUNREACH') {
    return `No route leads to ${at}. Check the network, and whether this machine needs a VPN for it.`
  }
  return `${at} cannot be reached (${code}).`
}

export function codeOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return String(thrown)
  return 'code' in thrown && thrown.code !== undefined ? String(thrown.code) : thrown.message
}
