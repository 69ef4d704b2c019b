import type { Broker, Request } from 'kafkajs/src/cluster/index.js'
import Encoder from 'kafkajs/src/protocol/encoder.js'
import { Cursor } from './cursor'
import type { AbortedTransaction } from './read-batches'

const FETCH = { apiKey: 1, apiVersion: 11, apiName: 'Fetch' }
const READ_COMMITTED = 1
/** Of an answer in all; one batch comes in any case. */
const MAX_BYTES = 8 << 20

export interface FetchPlace {
  readonly topic: string
  readonly partition: number
  readonly offset: number
  readonly maxBytes: number
}

export interface Fetched {
  readonly topic: string
  readonly partition: number
  /** Kafka's number of what went wrong; 0 when nothing did. */
  readonly error: number
  /** One after the last record there is, committed or not; and the last one before which all is decided. */
  readonly highWatermark: number
  readonly lastStable: number
  readonly aborted: readonly AbortedTransaction[]
  readonly batches: Buffer
}

/**
 * Committed batches from each place on, as they are on the broker's disk. When there are none, the answer comes as soon as there are
 * some, or after `maxWaitMs`.
 */
export function fetchBatches(broker: Broker, places: readonly FetchPlace[], maxWaitMs: number): Promise<Fetched[]> {
  const request: Request<Fetched[]> = {
    request: { ...FETCH, encode: async () => new Encoder(1).writeBuffer(encode(places, maxWaitMs)) },
    response: { decode: async (payload) => ({ ...decoded(payload) }), parse: async (answer) => parsed(answer) },
  }
  return broker.connectionPool.send(request)
}

function encode(places: readonly FetchPlace[], maxWaitMs: number): Buffer {
  const names = places.reduce((sum, { topic }) => sum + 3 * topic.length, 0)
  const cursor = new Cursor(Buffer.allocUnsafe(64 + names + places.length * 40))
  cursor.putInt32(-1)
  cursor.putInt32(maxWaitMs)
  cursor.putInt32(1)
  cursor.putInt32(MAX_BYTES)
  cursor.put(Uint8Array.of(READ_COMMITTED))
  // No session: every request says all it wants.
  cursor.putInt32(0)
  cursor.putInt32(-1)
  const byTopic = Map.groupBy(places, ({ topic }) => topic)
  cursor.putInt32(byTopic.size)
  for (const [topic, ofTopic] of byTopic) {
    cursor.putString(topic)
    cursor.putInt32(ofTopic.length)
    for (const { partition, offset, maxBytes } of ofTopic) {
      cursor.putInt32(partition)
      cursor.putInt32(-1)
      cursor.putInt64(offset)
      cursor.putInt64(-1)
      cursor.putInt32(maxBytes)
    }
  }
  cursor.putInt32(0)
  cursor.putString('')
  return cursor.bytes.subarray(0, cursor.at)
}

interface Answer {
  readonly clientSideThrottleTime?: number
  readonly error?: number
  readonly fetched?: readonly Fetched[]
}

function decoded(payload: Buffer): Answer {
  const cursor = new Cursor(payload)
  const [clientSideThrottleTime, error] = [cursor.int32(), cursor.int16()]
  cursor.at += 4
  const fetched = cursor
    .array(() => {
      const topic = cursor.string()
      return cursor.array(() => partition(cursor, topic))
    })
    .flat()
  return { clientSideThrottleTime, error, fetched }
}

function partition(cursor: Cursor, topic: string): Fetched {
  const [partition, error, highWatermark, lastStable] = [cursor.int32(), cursor.int16(), cursor.int64(), cursor.int64()]
  // Where the log starts.
  cursor.at += 8
  const aborted = cursor.array(() => {
    const producerId = cursor.bytes.readBigInt64BE(cursor.at)
    cursor.at += 8
    return { producerId, firstOffset: cursor.int64() }
  })
  // Which replica to read from: none but the leader is asked.
  cursor.at += 4
  const length = Math.max(0, cursor.int32())
  const batches = cursor.bytes.subarray(cursor.at, cursor.at + length)
  cursor.at += length
  return { topic, partition, error, highWatermark, lastStable, aborted, batches }
}

function parsed({ fetched = [] }: Answer): Fetched[] {
  return [...fetched]
}
