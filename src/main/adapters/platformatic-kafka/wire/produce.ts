import { type Connection, ProduceAcks, produceV7, Writer } from '@platformatic/kafka'
import { Cursor } from './cursor'
import { sendRequest } from './request'
import { BATCH_HEADER, type Producer, type WireRecord, writeBatch } from './write-batch'

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
 * Appends batches as a part of a transaction. The library's own encoder makes several buffers of each record; here a batch is written
 * into one.
 */
export async function produce(
  broker: Connection,
  transactionalId: string,
  producer: Producer,
  batches: readonly PartitionBatch[],
  time: number,
): Promise<Produced[]> {
  const { responses } = await sendRequest(
    broker,
    produceV7.api,
    () => request(transactionalId, producer, batches, time),
    produceV7.parseResponse,
  )
  return responses.flatMap(({ name, partitionResponses }) =>
    partitionResponses.map(({ index, baseOffset }) => ({
      topic: name,
      partition: index,
      baseOffset: Number(baseOffset),
    })),
  )
}

function request(
  transactionalId: string,
  producer: Producer,
  batches: readonly PartitionBatch[],
  time: number,
): Writer {
  const most = batches.reduce((sum, batch) => sum + batch.mostBytes + BATCH_HEADER, 0)
  const cursor = new Cursor(Buffer.allocUnsafe(most))
  const writer = Writer.create()
    .appendString(transactionalId, false)
    .appendInt16(ProduceAcks.ALL)
    .appendInt32(WRITTEN_WITHIN_MS)
  const byTopic = [...Map.groupBy(batches, ({ topic }) => topic)]
  return writer.appendArray(
    byTopic,
    (_, [topic, ofTopic]) => {
      writer.appendString(topic, false)
      writer.appendArray(
        ofTopic,
        (_, { partition, firstSequence, count, recordAt }) => {
          const from = cursor.at
          writeBatch(cursor, producer, firstSequence, time, count, recordAt)
          writer.appendInt32(partition).appendBytes(cursor.bytes.subarray(from, cursor.at), false)
        },
        false,
        false,
      )
    },
    false,
    false,
  )
}
