import type { KafkaClient } from '../client/client'
import { commitOffsets, committedOffsets } from '../wire/offsets'

/** The sink's next offsets, as those of a consumer group: Kafka's own tools show how far behind it is. */
export interface ConsumerPositions {
  commit(topic: string, next: readonly number[]): Promise<void>
  committed(topic: string): Promise<number[]>
}

export function kafkaConsumerPositions(client: KafkaClient, group: string): ConsumerPositions {
  return {
    async commit(topic, next) {
      await client.withRetries(async (session) =>
        commitOffsets(await session.groupCoordinator(group), group, topic, next),
      )
    },
    async committed(topic) {
      const offsets = await client.withRetries((session) => committedOffsets(session, group, topic))
      return offsets.map((offset) => offset ?? 0)
    },
  }
}
