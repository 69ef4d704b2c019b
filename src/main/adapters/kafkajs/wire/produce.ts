import type { Broker, Request } from 'kafkajs/src/cluster/index.js'
import Encoder from 'kafkajs/src/protocol/encoder.js'
import errors from 'kafkajs/src/protocol/error.js'
import { Cursor } from './cursor'
import { BATCH_HEAD, type Producer, type WireRecord, writeBatch } from './write-batch'

const PRODUCE = { apiKey: 0, apiVersion: 7, apiName: 'Produce' }
const ALL_REPLICAS = -1
const WRITTEN_WITHIN_MS = 10_000

/** One partition's part of a request: records that go into one batch. */
export interface PartitionBatch {
  readonly topic: string
  readonly partition: number
  readonly firstSequence: number
  readonly count: number
  recordAt(index: number): WireRecord
  /** What the records take, at most. */
  readonly mostBytes: number
}

export interface Produced {
  readonly topic: string
  readonly partition: number
  readonly baseOffset: number
}

/**
 * Appends batches as a part of a transaction. The library's own producer makes an object and several buffers of each record; here a
 * batch is written once, to its place in the request.
 */
export function produce(
  broker: Broker,
  transactionalId: string,
  producer: Producer,
  batches: readonly PartitionBatch[],
  time: number,
): Promise<Produced[]> {
  const request: Request<Produced[]> = {
    request: {
      ...PRODUCE,
      encode: async () => new Encoder(1).writeBuffer(encode(transactionalId, producer, batches, time)),
    },
    response: { decode: async (payload) => ({ ...decoded(payload) }), parse: async (answer) => parsed(answer) },
  }
  return broker.connectionPool.send(request)
}

function encode(transactionalId: string, producer: Producer, batches: readonly PartitionBatch[], time: number): Buffer {
  const names = 3 * (transactionalId.length + batches.reduce((sum, { topic }) => sum + topic.length, 0))
  const most = batches.reduce((sum, batch) => sum + batch.mostBytes + BATCH_HEAD + 32, 64 + names)
  const cursor = new Cursor(Buffer.allocUnsafe(most))
  cursor.putString(transactionalId)
  cursor.putInt16(ALL_REPLICAS)
  cursor.putInt32(WRITTEN_WITHIN_MS)
  const byTopic = Map.groupBy(batches, ({ topic }) => topic)
  cursor.putInt32(byTopic.size)
  for (const [topic, ofTopic] of byTopic) {
    cursor.putString(topic)
    cursor.putInt32(ofTopic.length)
    for (const { partition, firstSequence, count, recordAt } of ofTopic) {
      cursor.putInt32(partition)
      const sizeAt = cursor.at
      cursor.at += 4
      writeBatch(cursor, producer, firstSequence, time, count, recordAt)
      cursor.bytes.writeInt32BE(cursor.at - sizeAt - 4, sizeAt)
    }
  }
  return cursor.bytes.subarray(0, cursor.at)
}

interface Answer {
  readonly clientSideThrottleTime?: number
  readonly produced?: readonly (Produced & { readonly error: number })[]
}

function decoded(payload: Buffer): Answer {
  const cursor = new Cursor(payload)
  const produced = cursor
    .array(() => {
      const topic = cursor.string()
      return cursor.array(() => {
        const [partition, error, baseOffset] = [cursor.int32(), cursor.int16(), cursor.int64()]
        // When it was appended, and where the log starts.
        cursor.at += 16
        return { topic, partition, error, baseOffset }
      })
    })
    .flat()
  return { produced, clientSideThrottleTime: cursor.int32() }
}

function parsed({ produced = [] }: Answer): Produced[] {
  const failed = produced.find(({ error }) => error !== 0)
  if (failed) throw errors.createErrorFromCode(failed.error)
  return [...produced]
}
