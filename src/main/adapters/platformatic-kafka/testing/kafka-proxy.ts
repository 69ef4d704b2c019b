import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'

/**
 * What happens to a request: `lose-request`, it never reaches the broker, and the connection breaks; `lose-answer`, the broker does
 * it, and the connection breaks before the answer comes.
 */
export type Fate = 'pass' | 'lose-request' | 'lose-answer'

export const PRODUCE = 0
export const INIT_PRODUCER = 22
export const ADD_PARTITIONS = 24
export const END_TRANSACTION = 26

export interface KafkaProxy {
  /** Asked for each request, by Kafka's number of its kind. */
  fate: (apiKey: number) => Fate
  close(): void
}

/** A proxy between a client and a broker that drops chosen requests and answers. */
export async function kafkaProxy(port: number, broker: number): Promise<KafkaProxy> {
  const sockets = new Set<Socket>()
  const server = createServer((client) => {
    const upstream = connect(broker, '127.0.0.1')
    const doomed = new Set<number>()
    const cut = () => {
      client.destroy()
      upstream.destroy()
    }
    for (const socket of [client, upstream]) {
      sockets.add(socket)
      socket.on('error', cut).on('close', cut)
      socket.once('close', () => sockets.delete(socket))
    }
    client.on(
      'data',
      framewise((frame) => {
        const fate = proxy.fate(frame.readInt16BE(4))
        if (fate === 'lose-request') return cut()
        if (fate === 'lose-answer') doomed.add(frame.readInt32BE(8))
        upstream.write(frame)
      }),
    )
    upstream.on(
      'data',
      framewise((frame) => {
        if (doomed.has(frame.readInt32BE(4))) cut()
        else client.write(frame)
      }),
    )
  }).listen(port, '127.0.0.1')
  await once(server, 'listening')
  const proxy: KafkaProxy = {
    fate: () => 'pass',
    close() {
      server.close()
      for (const socket of sockets) socket.destroy()
    },
  }
  return proxy
}

/** Hands on whole frames, each with the four bytes of its length in front. */
function framewise(take: (frame: Buffer) => void): (chunk: Buffer) => void {
  let rest = Buffer.alloc(0)
  return (chunk) => {
    rest = Buffer.concat([rest, chunk])
    while (rest.length >= 4 && rest.length >= 4 + rest.readInt32BE(0)) {
      const end = 4 + rest.readInt32BE(0)
      take(rest.subarray(0, end))
      rest = rest.subarray(end)
    }
  }
}
