import { MAX_RECORD_BYTES } from '@main/ports/log-batch'
import { FaultError } from '@shared/model/fault'
import type { KafkaClient } from '../client/client'
import { kafkaError } from '../client/failures'
import type { Session } from '../client/session'

/** Space is given back by the segment, so they must be small beside a log's limit. */
const SEGMENT_BYTES = 16 << 20
const CHANGELOG_SEGMENT_BYTES = 4 << 20

type Config = Readonly<Record<string, string | number>>

/** Kafka itself removes nothing of it: what may go depends on what the sink has stored. */
export const DATA_TOPIC: Config = {
  'message.timestamp.type': 'LogAppendTime',
  'max.message.bytes': 2 * MAX_RECORD_BYTES,
  'retention.ms': -1,
  'retention.bytes': -1,
  'segment.bytes': SEGMENT_BYTES,
}

/** The latest of each key is all that counts of it. */
export const CHANGELOG_TOPIC: Config = {
  'cleanup.policy': 'compact',
  'max.message.bytes': 2 * MAX_RECORD_BYTES,
  'segment.bytes': CHANGELOG_SEGMENT_BYTES,
  'min.cleanable.dirty.ratio': 0.1,
  'delete.retention.ms': 60_000,
}

/** Does nothing when the topic is there. Throws `log-damaged` when it is there with another number of partitions. */
export async function ensureTopic(
  client: KafkaClient,
  topic: string,
  partitions: number,
  config: Config,
): Promise<void> {
  const found = await client.withRetries(async (session) => {
    const known = await partitionsIfAny(session, topic)
    if (known !== null) return known
    await createTopic(session, topic, partitions, config)
    await session.refresh()
    return session.partitions(topic)
  })
  if (found === partitions) return
  const reason = `topic ${topic} has ${found} partitions, not ${partitions}`
  throw new FaultError({ code: 'log-damaged', file: `at ${client.address}`, reason })
}

export async function partitionsIfAny(session: Session, topic: string): Promise<number | null> {
  try {
    return await session.partitions(topic)
  } catch (thrown) {
    if (kafkaError(thrown) === 'UNKNOWN_TOPIC_OR_PARTITION') return null
    throw thrown
  }
}

async function createTopic(session: Session, topic: string, partitions: number, config: Config): Promise<void> {
  const replicas = Math.min(3, session.brokers())
  const configEntries = Object.entries({ ...config, 'min.insync.replicas': replicas > 2 ? 2 : 1 })
  const broker = await session.controller()
  try {
    await broker.createTopics({
      topics: [
        {
          topic,
          numPartitions: partitions,
          replicationFactor: replicas,
          configEntries: configEntries.map(([name, value]) => ({ name, value: String(value) })),
        },
      ],
    })
  } catch (thrown) {
    // Another thread was faster.
    if (kafkaError(thrown) !== 'TOPIC_ALREADY_EXISTS') throw thrown
  }
}
