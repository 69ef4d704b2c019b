import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { pipeline, Transform } from 'node:stream'

/** A proxy for one port of 127.0.0.1: slow in the direction of the client, and breaks connections on demand. */
export interface SlowProxy {
  readonly port: number
  /** Bytes per second over all connections together; Infinity for no limit. */
  setBytesPerSecond(rate: number): void
  /** Ends every connection, even in the middle of a transfer. */
  breakConnections(): void
  close(): Promise<void>
}

export async function slowProxy(upstreamPort: number): Promise<SlowProxy> {
  const open = new Set<Socket>()
  let bytesPerSecond = Number.POSITIVE_INFINITY
  /** When the line is free again. */
  let freeAt = 0
  const paced = () =>
    new Transform({
      transform(chunk: Buffer, _encoding, passOn) {
        const now = performance.now()
        freeAt = Math.max(now, freeAt) + (chunk.length / bytesPerSecond) * 1_000
        if (freeAt - now < 1) passOn(null, chunk)
        else setTimeout(() => passOn(null, chunk), freeAt - now)
      },
    })
  const server = createServer((client) => {
    const upstream = connect(upstreamPort, '127.0.0.1')
    for (const socket of [client, upstream]) {
      open.add(socket)
      socket.once('close', () => open.delete(socket))
    }
    client.pipe(upstream)
    client.on('error', () => undefined)
    upstream.on('error', () => client.destroy())
    // Data that the server sent before it closes is still delivered.
    pipeline(upstream, paced(), client, () => upstream.destroy())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const breakConnections = () => {
    for (const socket of open) socket.destroy()
  }
  return {
    port: (server.address() as AddressInfo).port,
    setBytesPerSecond: (rate) => {
      bytesPerSecond = rate
    },
    breakConnections,
    async close() {
      const closed = once(server, 'close')
      server.close()
      breakConnections()
      await closed
    },
  }
}
