import type { Broker, Request } from 'kafkajs/src/cluster/index.js'
import Encoder from 'kafkajs/src/protocol/encoder.js'

/** The first version that every broker of ours answers with ids; of the library's own requests none does. */
const METADATA = { apiKey: 3, apiVersion: 12, apiName: 'Metadata' }
const ID_BYTES = 16

interface Answer {
  readonly clientSideThrottleTime?: number
  readonly ids?: Map<string, string | null>
}

/** Kafka's id of each topic by name, null where there is no such topic. One that was removed and made again has another id. */
export function topicIds(broker: Broker, topics: readonly string[]): Promise<Map<string, string | null>> {
  const request: Request<Map<string, string | null>> = {
    request: { ...METADATA, encode: async () => new Encoder(1).writeBuffer(encodeTopicIds(topics)) },
    response: {
      decode: async (payload): Promise<Answer> => ({ ids: decodeTopicIds(payload) }),
      parse: async ({ ids = new Map() }: Answer) => ids,
    },
  }
  return broker.connectionPool.send(request)
}

/** In the compact format: lengths are varints of one more than what they count, and every part ends with its tagged fields. */
export function encodeTopicIds(topics: readonly string[]): Buffer {
  const noTags = Buffer.of(0)
  const named = topics.flatMap((topic) => {
    const name = Buffer.from(topic)
    return [Buffer.alloc(ID_BYTES), unsigned(name.length + 1), name, noTags]
  })
  const neitherCreateNorAuthorize = Buffer.of(0, 0)
  // The header's tagged fields come first: the library writes the header as it was before there were any.
  return Buffer.concat([noTags, unsigned(topics.length + 1), ...named, neitherCreateNorAuthorize, noTags])
}

export function decodeTopicIds(payload: Buffer): Map<string, string | null> {
  let at = 0
  const uvarint = (): number => {
    let [value, scale] = [0, 1]
    for (;;) {
      const byte = payload.readUInt8(at++)
      value += (byte & 0x7f) * scale
      if (byte < 0x80) return value
      scale *= 0x80
    }
  }
  const skip = (bytes: number) => {
    at += bytes
  }
  const text = (): string => {
    const length = Math.max(0, uvarint() - 1)
    skip(length)
    return payload.toString('utf8', at - length, at)
  }
  const tags = () => {
    for (let left = uvarint(); left > 0; left--) {
      uvarint()
      skip(uvarint())
    }
  }
  const each = (read: () => void) => {
    for (let left = uvarint() - 1; left > 0; left--) read()
  }
  tags()
  // How long the broker has throttled the answer.
  skip(4)
  each(() => {
    skip(4)
    text()
    skip(4)
    text()
    tags()
  })
  // The cluster's id, and its controller.
  text()
  skip(4)
  const ids = new Map<string, string | null>()
  each(() => {
    const error = payload.readInt16BE(at)
    skip(2)
    const name = text()
    const id = payload.toString('hex', at, at + ID_BYTES)
    ids.set(name, error === 0 ? id : null)
    // Whether the topic is Kafka's own.
    skip(ID_BYTES + 1)
    each(() => {
      skip(2 + 4 + 4 + 4)
      for (let nodes = 0; nodes < 3; nodes++) each(() => skip(4))
      tags()
    })
    skip(4)
    tags()
  })
  return ids
}

function unsigned(value: number): Buffer {
  const bytes: number[] = []
  let left = value
  for (; left > 0x7f; left >>>= 7) bytes.push((left & 0x7f) | 0x80)
  return Buffer.from([...bytes, left])
}
