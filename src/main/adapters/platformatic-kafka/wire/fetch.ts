import { type Connection, FetchIsolationLevels, fetchV11, type Reader } from '@platformatic/kafka'
import { kafkaErrorOf } from '../client/kafka-errors'
import type { AbortedTransaction } from './read-batches'
import { sendRequest } from './request'

/** Of an answer in all; one batch comes in any case. */
const MAX_BYTES = 8 << 20
/** An answer comes as soon as there is anything. */
const MIN_BYTES = 1
/** Without a fetch session, each request names all its partitions. */
const [NO_SESSION, NO_EPOCH] = [0, -1]
const ANY_EPOCH = -1

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
 * some, or after `maxWaitMs`. The library's own decoder is not used: it checks no checksum, and fails for the whole answer when one batch
 * is damaged.
 */
export function fetchBatches(broker: Connection, places: readonly FetchPlace[], maxWaitMs: number): Promise<Fetched[]> {
  const topics = [...Map.groupBy(places, ({ topic }) => topic)].map(([topicId, ofTopic]) => ({
    topicId,
    partitions: ofTopic.map(({ partition, offset, maxBytes }) => ({
      partition,
      currentLeaderEpoch: ANY_EPOCH,
      fetchOffset: BigInt(offset),
      lastFetchedEpoch: ANY_EPOCH,
      partitionMaxBytes: maxBytes,
    })),
  }))
  const { READ_COMMITTED } = FetchIsolationLevels
  return sendRequest(
    broker,
    fetchV11.api,
    () => fetchV11.createRequest(maxWaitMs, MIN_BYTES, MAX_BYTES, READ_COMMITTED, NO_SESSION, NO_EPOCH, topics, [], ''),
    (_correlation, _key, _version, answer) => fetchedFrom(answer),
  )
}

function fetchedFrom(answer: Reader): Fetched[] {
  // How long the broker has throttled the answer.
  answer.readInt32()
  const error = answer.readInt16()
  if (error !== 0) throw kafkaErrorOf(error)
  // The session's id.
  answer.readInt32()
  const topics = answer.readArray(
    () => {
      const topic = answer.readString(false)
      return answer.readArray(() => partitionFrom(answer, topic), false, false)
    },
    false,
    false,
  )
  return topics.flat()
}

function partitionFrom(answer: Reader, topic: string): Fetched {
  const [partition, error] = [answer.readInt32(), answer.readInt16()]
  const [highWatermark, lastStable] = [Number(answer.readInt64()), Number(answer.readInt64())]
  // Where the log starts.
  answer.readInt64()
  const aborted = answer.readArray(
    () => ({ producerId: answer.readInt64(), firstOffset: Number(answer.readInt64()) }),
    false,
    false,
  )
  // Which replica to read from: none but the leader is asked.
  answer.readInt32()
  return { topic, partition, error, highWatermark, lastStable, aborted, batches: answer.readBytes(false) }
}
