import http, { type IncomingMessage, type RequestOptions } from 'node:http'
import https from 'node:https'
import { type Tls, tlsOptions } from '@main/ports/tls'

const SILENT_FOR_MS = 20_000
const CONNECTIONS = { keepAlive: true, maxSockets: 8 }

/** Sends requests over keep-alive connections, each with a time limit; `close` ends all of them. */
export interface Transport {
  readonly request: typeof http.request
  readonly closed: boolean
  close(): void
}

export function openTransport(protocol: string, tls: Tls = {}): Transport {
  const isTls = protocol === 'https:'
  const library = isTls ? https : http
  const agent = isTls ? new https.Agent({ ...CONNECTIONS, ...tlsOptions(tls) }) : new http.Agent(CONNECTIONS)
  const closing = new AbortController()
  const request = (options: RequestOptions, answered?: (response: IncomingMessage) => void) => {
    const made = library.request({ ...options, agent, signal: closing.signal, timeout: SILENT_FOR_MS }, answered)
    return made.on('timeout', () => made.destroy(new Error(`no answer within ${SILENT_FOR_MS / 1_000} s`)))
  }
  return {
    // The only overload that is used.
    request: request as typeof http.request,
    get closed() {
      return closing.signal.aborted
    },
    close() {
      closing.abort()
      agent.destroy()
    },
  }
}
