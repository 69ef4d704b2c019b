import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { Reader, Writer } from '@platformatic/kafka'

const METADATA = 3
const UNKNOWN_TOPIC = 3
const NO_TOPIC = '00000000-0000-0000-0000-000000000000'

export interface MetadataBroker {
  readonly address: { readonly brokers: readonly string[] }
  /** Each request that came: the topics it asks for, and whether Kafka may create them. */
  readonly asked: readonly { readonly topics: readonly string[]; readonly mayCreate: boolean }[]
  /** Whether it answers. */
  answers: boolean
  /** Breaks all connections. */
  cut(): void
  close(): void
}

/** A broker on a real socket that knows nothing but which topics there are, by id, each with one partition that it leads itself. */
export async function metadataBroker(topics: ReadonlyMap<string, string>): Promise<MetadataBroker> {
  const sockets = new Set<Socket>()
  const asked: { topics: readonly string[]; mayCreate: boolean }[] = []
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined).on('close', () => sockets.delete(socket))
    // The requests of these tests are so short that each comes in one piece.
    socket.on('data', (bytes) => {
      const request = Reader.from(bytes)
      request.readInt32()
      const [key, , correlation] = [request.readInt16(), request.readInt16(), request.readInt32()]
      request.readNullableString(false)
      request.readTaggedFields()
      if (key !== METADATA) throw new Error(`this broker does not know request ${key}`)
      const names = request.readArray(() => {
        request.readUUID()
        return request.readString()
      })
      asked.push({ topics: names, mayCreate: request.readBoolean() })
      if (broker.answers) socket.write(answerTo(correlation, names).buffer)
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo

  const answerTo = (correlation: number, names: readonly string[]): Writer =>
    Writer.create()
      .appendInt32(correlation)
      .appendTaggedFields()
      .appendInt32(0)
      .appendArray([port], (writer) =>
        writer.appendInt32(1).appendString('127.0.0.1').appendInt32(port).appendString(null),
      )
      .appendString('cluster')
      .appendInt32(1)
      .appendArray([...names], (writer, name) => {
        const id = topics.get(name)
        writer.appendInt16(id === undefined ? UNKNOWN_TOPIC : 0).appendString(name)
        writer.appendUUID(id ?? NO_TOPIC).appendBoolean(false)
        writer.appendArray(id === undefined ? [] : [0], partitionOf).appendInt32(0)
      })
      .appendTaggedFields()
      .prependLength()
  const broker: MetadataBroker = {
    address: { brokers: [`127.0.0.1:${port}`] },
    asked,
    answers: true,
    cut() {
      for (const socket of sockets) socket.destroy()
    },
    close() {
      server.close()
      broker.cut()
    },
  }
  return broker
}

function partitionOf(writer: Writer, index: number): void {
  const nodes = (of: number[]) => writer.appendArray(of, (_, node) => writer.appendInt32(node), true, false)
  writer.appendInt16(0).appendInt32(index).appendInt32(1).appendInt32(0)
  nodes([1])
  nodes([1])
  nodes([])
}
