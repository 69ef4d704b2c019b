import { MAX_RECORD_BYTES } from '@main/ports/log-batch'
import type { NewTopic, TopicAdmin } from '@main/ports/topic-admin'
import { FaultError } from '@shared/model/fault'
import type { KafkaClient } from '../client/client'
import { kafkaError } from '../client/kafka-errors'
import type { Session } from '../client/session'

/** Space is given back by the segment, so they must be small beside a log's limit. */
const SEGMENT_BYTES = 16 << 20
const CHANGELOG_SEGMENT_BYTES = 4 << 20

/** Kafka itself removes nothing of it: what may go depends on what the sink has stored. */
export const DATA_TOPIC: NewTopic['config'] = {
  'message.timestamp.type': 'LogAppendTime',
  'max.message.bytes': 2 * MAX_RECORD_BYTES,
  'retention.ms': -1,
  'retention.bytes': -1,
  'segment.bytes': SEGMENT_BYTES,
}

/** The owner of the cluster decides how long it keeps its topics. */
export const SHARED_TOPIC: NewTopic['config'] = {
  'message.timestamp.type': 'LogAppendTime',
  'max.message.bytes': 2 * MAX_RECORD_BYTES,
}

/** Only the newest entry of each key is needed. */
export const CHANGELOG_TOPIC: NewTopic['config'] = {
  'cleanup.policy': 'compact',
  'max.message.bytes': 2 * MAX_RECORD_BYTES,
  'segment.bytes': CHANGELOG_SEGMENT_BYTES,
  'min.cleanable.dirty.ratio': 0.1,
  'delete.retention.ms': 60_000,
}

/** Does nothing when the topic exists. Throws `topic-partitions` when it exists with another number of partitions. */
export async function ensureTopic(client: KafkaClient, admin: TopicAdmin, wanted: NewTopic): Promise<void> {
  const { topic, partitions } = wanted
  let found = await client.withRetries((session) => partitionsIfAny(session, topic))
  if (found === null) {
    await admin.create(wanted, client.closed)
    // Another thread may have been faster, with a topic of its own.
    found = await client.withRetries((session) => session.partitions(topic))
  }
  if (found === partitions) return
  throw new FaultError({ code: 'topic-partitions', address: client.address, topic, found, wanted: partitions })
}

export async function partitionsIfAny(session: Session, topic: string): Promise<number | null> {
  try {
    return await session.partitions(topic)
  } catch (thrown) {
    if (kafkaError(thrown) === 'UNKNOWN_TOPIC_OR_PARTITION') return null
    throw thrown
  }
}
