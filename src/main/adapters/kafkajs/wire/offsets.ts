import { DAY_MS } from '@shared/lib/time'
import type { Broker } from 'kafkajs/src/cluster/index.js'
import request from 'kafkajs/src/protocol/requests/offsetCommit/v4/request.js'
import response from 'kafkajs/src/protocol/requests/offsetCommit/v4/response.js'
import type { Session } from '../client/session'

export const EARLIEST = -2
export const LATEST = -1
const READ_UNCOMMITTED = 0
/** A group that nobody joins loses its offsets a week after they were committed, unless they ask for longer: here ten years. */
const KEPT_FOR_MS = 10 * 365 * DAY_MS

/** Per partition: the first offset whose record has a timestamp of at least `time` (or `EARLIEST`, `LATEST`), or null when there is none. */
export async function offsetsAt(session: Session, topic: string, time: number): Promise<(number | null)[]> {
  const found: (number | null)[] = []
  const leaders = await session.leaders(topic)
  await Promise.all(
    [...leaders].map(async ([broker, led]) => {
      const partitions = led.map((partition) => ({ partition, timestamp: time }))
      const { responses } = await broker.listOffsets({
        isolationLevel: READ_UNCOMMITTED,
        topics: [{ topic, partitions }],
      })
      for (const { partition, offset } of responses[0]?.partitions ?? []) {
        found[partition] = Number(offset) < 0 ? null : Number(offset)
      }
    }),
  )
  return found
}

/** Per partition: what the group has committed, or null. */
export async function committedOffsets(session: Session, group: string, topic: string): Promise<(number | null)[]> {
  const coordinator = await session.groupCoordinator(group)
  const partitions = Array.from({ length: await session.partitions(topic) }, (_, partition) => ({ partition }))
  const { responses } = await coordinator.offsetFetch({ groupId: group, topics: [{ topic, partitions }] })
  const found: (number | null)[] = partitions.map(() => null)
  for (const { partition, offset } of responses[0]?.partitions ?? []) {
    if (Number(offset) >= 0) found[partition] = Number(offset)
  }
  return found
}

/** Commits for a group without members. */
export async function commitOffsets(
  coordinator: Broker,
  group: string,
  topic: string,
  next: readonly number[],
): Promise<void> {
  const partitions = next.map((offset, partition) => ({ partition, offset: String(offset) }))
  await coordinator.connectionPool.send({
    request: request({
      groupId: group,
      groupGenerationId: -1,
      memberId: '',
      retentionTime: KEPT_FOR_MS,
      topics: [{ topic, partitions }],
    }),
    response,
  })
}
