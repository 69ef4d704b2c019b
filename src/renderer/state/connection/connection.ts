import { createORPCClient, DynamicLink } from '@orpc/client'
import type { ContractRouterClient } from '@orpc/contract'
import type { contract } from '@shared/contract'
import type { Line } from './connect'
import { FIRST_PAUSE_MS, nextPause, pause } from './reconnect-pause'
import { Refused } from './session'

export type Api = ContractRouterClient<typeof contract>

/** `connecting` until the first connection is open; `reconnecting` whenever one was lost, since `since` (epoch ms). */
export type ConnectionStatus =
  | { readonly state: 'connecting'; readonly slow: boolean }
  | { readonly state: 'open'; readonly line: number }
  | { readonly state: 'reconnecting'; readonly since: number }
  | { readonly state: 'refused'; readonly why: Refused['why'] }

/** Thrown by every call while there is no connection. */
export class NotConnected extends Error {}

export interface Connection {
  /** Always the same object, whichever connection it currently uses. */
  readonly api: Api
  status(): ConnectionStatus
  subscribe(listener: () => void): () => void
  /** Opens connections, one after the other, until the signal aborts or access is refused. */
  keep(signal: AbortSignal): Promise<void>
}

export function createConnection(connect: () => Promise<Line>): Connection {
  const listeners = new Set<() => void>()
  let status: ConnectionStatus = { state: 'connecting', slow: false }
  let line: Line | null = null
  let lines = 0
  const setStatus = (next: ConnectionStatus) => {
    status = next
    for (const listener of [...listeners]) listener()
  }
  const lost = () => {
    if (lines === 0) setStatus({ state: 'connecting', slow: true })
    else if (status.state !== 'reconnecting') setStatus({ state: 'reconnecting', since: Date.now() })
  }
  const current = () => {
    if (!line) throw new NotConnected('not connected')
    return line.link
  }
  return {
    api: createORPCClient(new DynamicLink(current)),
    status: () => status,
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    async keep(signal) {
      let wait = FIRST_PAUSE_MS
      while (!signal.aborted) {
        try {
          line = await connect()
          wait = FIRST_PAUSE_MS
          lines++
          setStatus({ state: 'open', line: lines })
          await line.ended
        } catch (thrown) {
          if (thrown instanceof Refused) return setStatus({ state: 'refused', why: thrown.why })
        }
        line = null
        lost()
        await pause(wait, signal)
        wait = nextPause(wait)
      }
    },
  }
}
