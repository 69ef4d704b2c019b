import {
  type Connection,
  FetchIsolationLevels,
  ListOffsetTimestamps,
  listOffsetsV5,
  offsetCommitV4,
  offsetFetchV5,
  Writer,
} from '@platformatic/kafka'
import { DAY_MS } from '@shared/lib/time'
import type { Session } from '../client/session'
import { sendRequest } from './request'

export const EARLIEST = Number(ListOffsetTimestamps.EARLIEST)
export const LATEST = Number(ListOffsetTimestamps.LATEST)
/** Asked by a client, not by another broker. */
const CLIENT = -1
const ANY_EPOCH = -1
/** Kafka removes the offsets of a group without members a week after their commit, unless the commit asks for longer. */
const KEPT_FOR_MS = 10 * 365 * DAY_MS
const NO_MEMBER = { generation: -1, id: '' }

/** Per partition: the first offset whose record has a timestamp of at least `time` (or `EARLIEST`, `LATEST`), or null when there is none. */
export async function offsetsAt(session: Session, topic: string, time: number): Promise<(number | null)[]> {
  const found: (number | null)[] = []
  const leaders = await session.leaders(topic)
  const timestamp = BigInt(time)
  await Promise.all(
    [...leaders].map(async ([broker, led]) => {
      const partitions = led.map((partitionIndex) => ({ partitionIndex, currentLeaderEpoch: ANY_EPOCH, timestamp }))
      const { READ_UNCOMMITTED } = FetchIsolationLevels
      const { topics } = await listOffsetsV5.api.async(broker, CLIENT, READ_UNCOMMITTED, [{ name: topic, partitions }])
      for (const { partitionIndex, offset } of topics[0]?.partitions ?? []) {
        found[partitionIndex] = offset < 0n ? null : Number(offset)
      }
    }),
  )
  return found
}

/** Per partition: what the group has committed, or null. */
export async function committedOffsets(session: Session, group: string, topic: string): Promise<(number | null)[]> {
  const coordinator = await session.groupCoordinator(group)
  const partitionIndexes = Array.from({ length: await session.partitions(topic) }, (_, partition) => partition)
  const groups = [{ groupId: group, topics: [{ name: topic, partitionIndexes }] }]
  const { topics } = await offsetFetchV5.api.async(coordinator, groups, false)
  const found: (number | null)[] = partitionIndexes.map(() => null)
  for (const { partitionIndex, committedOffset } of topics[0]?.partitions ?? []) {
    if (committedOffset >= 0n) found[partitionIndex] = Number(committedOffset)
  }
  return found
}

/** Commits for a group without members. The library's own request leaves it to the broker how long the offsets are kept. */
export async function commitOffsets(
  coordinator: Connection,
  group: string,
  topic: string,
  next: readonly number[],
): Promise<void> {
  const write = () =>
    Writer.create()
      .appendString(group, false)
      .appendInt32(NO_MEMBER.generation)
      .appendString(NO_MEMBER.id, false)
      .appendInt64(BigInt(KEPT_FOR_MS))
      .appendArray(
        [topic],
        (writer) =>
          writer
            .appendString(topic, false)
            .appendArray(
              [...next],
              (_, offset, partition) =>
                writer.appendInt32(partition).appendInt64(BigInt(offset)).appendString(null, false),
              false,
              false,
            ),
        false,
        false,
      )
  await sendRequest(coordinator, offsetCommitV4.api, write, offsetCommitV4.parseResponse)
}
