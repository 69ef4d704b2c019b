import { once } from 'node:events'
import { SocketEvents } from '@main/hosts/testing/socket-events'
import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/websocket'
import type { ContractRouterClient } from '@orpc/contract'
import type { contract } from '@shared/contract'
import { WebSocket } from 'ws'
import type { Life } from './life'
import { until } from './life'

export type Client = ContractRouterClient<typeof contract>

/** Waits until a `millrace serve` is ready, and connects to it as the window does. */
export async function connect(life: Life): Promise<{ client: Client; close(): void }> {
  const ready = () => /^Millrace is ready at (\S+)$/m.exec(life.stdout())?.[1]
  await until('millrace serve is ready', () => ready() !== undefined || life.child.exitCode !== null)
  const url = ready()
  if (url === undefined) throw new Error(`millrace serve ended: ${life.stderr()}`)
  return await connectTo(url)
}

/** `url`: with the token in its fragment. */
export async function connectTo(url: string): Promise<{ client: Client; close(): void }> {
  const { origin, host, hash } = new URL(url)
  const socket = new WebSocket(`ws://${host}/rpc`, ['millrace', hash.replace('#token=', '')], { origin })
  // The app is killed during the call.
  socket.on('error', () => undefined)
  await once(socket, 'open')
  const client: Client = createORPCClient(new RPCLink({ websocket: new SocketEvents(socket) }))
  return { client, close: () => socket.close() }
}

/** The first item of a feed, which is the current state. */
export async function firstOf<T>(feed: PromiseLike<AsyncIterable<T>>): Promise<T> {
  for await (const item of await feed) return item
  throw new Error('the feed has ended')
}
