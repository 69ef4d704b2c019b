import { openClient } from './client/client'
import { kafkaErrorOf } from './client/kafka-errors'
import type { KafkaAccess } from './client/pool'
import { readLargeOrDamagedBatch } from './log/read-large-or-damaged-batch'
import { partitionsIfAny } from './log/topics'
import { headersOf } from './wire/event-time-header'
import { fetchBatches } from './wire/fetch'
import { EARLIEST, offsetsAt } from './wire/offsets'
import { readBatches } from './wire/read-batches'
import type { RecordTaker } from './wire/read-records'

export interface TopicRecord {
  readonly offset: number
  readonly headers: ReadonlyMap<string, Uint8Array>
}

/** Topics that others write to, such as Kafka Connect's dead letters. */
export interface TopicReader {
  /** Up to about `limit` records of a topic's first partition from an offset on; none when there is no such topic. */
  read(topic: string, from: number, limit: number): Promise<{ records: TopicRecord[]; next: number }>
  close(): Promise<void>
}

const FETCH_BYTES = 1 << 20

export function openTopicReader(kafka: KafkaAccess): TopicReader {
  const client = openClient(kafka)
  return {
    read: (topic, from, limit) =>
      client.withRetries(async (session) => {
        const records: TopicRecord[] = []
        if ((await partitionsIfAny(session, topic)) === null) return { records, next: from }
        const [start] = await offsetsAt(session, topic, EARLIEST)
        const first = Math.max(from, start ?? 0)
        const leader = [...(await session.leaders(topic))].find(([, led]) => led.includes(0))
        if (!leader) throw new Error(`topic ${topic} has no first partition`)
        const place = { topic, partition: 0, offset: first, maxBytes: FETCH_BYTES }
        const [fetched] = await fetchBatches(leader[0], [place], 0)
        if (!fetched) return { records, next: first }
        if (fetched.error !== 0) throw kafkaErrorOf(fetched.error)
        const ask = async (offset: number, maxBytes: number) => {
          const [answer] = await fetchBatches(leader[0], [{ topic, partition: 0, offset, maxBytes }], 0)
          return answer ?? fetched
        }
        const taker: RecordTaker = {
          record: (record) =>
            records.push({ offset: record.offset, headers: headersOf(record.bytes, record.headersAt) }),
          // What these topics say is an explanation only: what cannot be read explains nothing.
          unreadable: () => undefined,
        }
        let { next, stuck } = readBatches({ ...fetched, alone: false }, first, taker)
        if (stuck !== null) next = await readLargeOrDamagedBatch(ask, first, fetched.lastStable, taker)
        const left = records[limit]
        if (left) next = left.offset
        return { records: records.slice(0, limit), next }
      }),
    close: async () => client.close(),
  }
}
