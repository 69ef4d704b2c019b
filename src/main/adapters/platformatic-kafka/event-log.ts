import { randomInt } from 'node:crypto'
import type { EventLog } from '@main/ports/event-log'
import { epochAt } from '@main/ports/log-epochs'
import type { TopicAdmin } from '@main/ports/topic-admin'
import { openClient } from './client/client'
import type { KafkaAccess } from './client/pool'
import { topicCheckingClient } from './client/topic-checking-client'
import { openChangelog } from './log/changelog'
import { kafkaConsumerPositions } from './log/consumer-positions'
import { logNames } from './log/log-names'
import { createReader } from './log/reader'
import { createRetention, extentOf } from './log/retention'
import { DATA_TOPIC, ensureTopic, SHARED_TOPIC } from './log/topics'
import { createWriter } from './log/writer'

export interface KafkaLogOptions {
  readonly kafka: KafkaAccess
  /** Creates the topics that do not exist yet. */
  readonly admin: TopicAdmin
  /** Distinguishes logs on the same cluster: the names of their changelog, group and transactions begin with it. */
  readonly name?: string
  /** Per topic. */
  readonly maxBytes: number
  /** `ours`: Millrace alone decides which records go. `cluster`: the topics keep to the cluster's rules, and Millrace removes nothing. */
  readonly retention?: 'ours' | 'cluster'
  /** Nothing is created: a log that Millrace never wrote to has no records of its own then. */
  readonly readOnly?: boolean
}

export interface KafkaLog extends EventLog {
  /**
   * Begins an epoch of the topic if it is another one than before, or ends before `reached`: how far it is known to have come. With
   * `since` it begins one in any case, and there, unless a later one has begun. To be called before anything is appended.
   */
  beginEpoch(topic: string, reached: readonly number[], since?: readonly number[] | null): Promise<void>
}

/**
 * The log in Kafka's topics. Any number of threads may open it; one appends, and a second one that does takes the log over. It
 * connects at the first call, and again whenever the connection is lost; while there is none, calls throw `log-unavailable`.
 */
export function openKafkaLog(options: KafkaLogOptions): KafkaLog {
  const { kafka, admin, name = 'millrace', readOnly = false } = options
  const isOurs = options.retention !== 'cluster'
  const maxBytes = isOurs ? options.maxBytes : Number.MAX_SAFE_INTEGER
  const client = topicCheckingClient(openClient(kafka))
  const names = logNames(name)
  const partitions = new Map<string, number>()
  const changelog = openChangelog(client, admin, names.changelog, readOnly)
  const positions = kafkaConsumerPositions(client, names.group)
  const retention = createRetention(client, changelog, positions, maxBytes)

  const partitionsOf = async (topic: string): Promise<number> => {
    client.watch(topic)
    const known = partitions.get(topic) ?? (await client.withRetries((session) => session.partitions(topic)))
    partitions.set(topic, known)
    return known
  }
  /** Epochs change only before the first append, when the log is opened. */
  let caughtUp: Promise<void> | undefined
  const epochsKnown = () => {
    caughtUp ??= changelog.catchUp().catch((thrown) => {
      caughtUp = undefined
      throw thrown
    })
    return caughtUp
  }
  const epochsOf = (topic: string) => changelog.state.epochs(topic)
  const reader = createReader(client, partitionsOf, (topic, partition, offset) =>
    epochAt(epochsOf(topic), partition, offset),
  )
  const writer = createWriter(client, names.transactionalId, changelog, retention, partitionsOf)

  return {
    async createTopic(topic, count) {
      await ensureTopic(client, admin, { topic, partitions: count, config: isOurs ? DATA_TOPIC : SHARED_TOPIC })
      client.watch(topic)
    },
    async beginEpoch(topic, reached, wanted = null) {
      await changelog.catchUp()
      const [topicId, { end }] = [await client.idOf(topic), await client.withRetries((s) => extentOf(s, topic))]
      const since = sinceWhen(epochsOf(topic).at(-1), topicId, end, reached, wanted)
      if (since === null) return
      // Records from before there were epochs belong to epoch 0, as their rows in the store do.
      const earlier = epochsOf(topic).length === 0 && changelog.state.topic(topic).appended > 0
      await writer.beginEpoch({ kind: 'epoch', topic, epoch: earlier ? 0 : newEpoch(), topicId, since })
    },
    append: (topic, records, mark) => writer.append(topic, records, mark),
    progress: (source) => writer.progress(source),
    async read(topic, next, limit) {
      await epochsKnown()
      return reader.read(topic, next, limit)
    },
    heldSince: async (topic) => reader.heldSince(topic),
    waitForAppend: (ms, signal) => reader.waitForAppend(ms, signal),
    offsets: (topic) => client.withRetries((session) => extentOf(session, topic)),
    async epochs(topic) {
      await changelog.catchUp()
      const known = epochsOf(topic).map(({ epoch, since }) => ({ epoch, since }))
      return known.length > 0 ? known : [{ epoch: 0, since: new Array<number>(await partitionsOf(topic)).fill(0) }]
    },
    commit: (topic, next) => positions.commit(topic, next),
    committed: (topic) => positions.committed(topic),
    async windowCounts(topic, version) {
      await changelog.catchUp()
      const { version: current, windows } = changelog.state.windowsSince(topic, version)
      return { version: Math.max(current, version), windows }
    },
    async usage(topic) {
      await changelog.catchUp()
      return { appended: changelog.state.topic(topic).appended, bytes: await retention.held(topic) }
    },
    retain: async (topic, limits) => (isOurs ? retention.retain(topic, limits) : undefined),
    async clear(topic) {
      // This transaction begins only once the one before it has written its markers, which take offsets of their own.
      await writer.voidCounts(topic)
      await positions.commit(topic, (await client.withRetries((session) => extentOf(session, topic))).end)
      await retention.removeStored(topic)
    },
    close: async () => client.close(),
  }
}

/** From where on a new epoch is needed, or null when the log goes on in its last one. */
function sinceWhen(
  last: { readonly topicId: string; readonly since: readonly number[] } | undefined,
  topicId: string,
  end: readonly number[],
  reached: readonly number[],
  wanted: readonly number[] | null,
): readonly number[] | null {
  if (last?.topicId !== topicId) return end.map(() => 0)
  if (end.some((offset, partition) => offset < (reached[partition] ?? 0))) return end
  return wanted?.every((offset, partition) => offset >= (last.since[partition] ?? 0)) ? wanted : null
}

/** The millisecond and eleven random bits: unique in practice, and in the order of time. */
function newEpoch(): number {
  return Date.now() * 2_048 + randomInt(2_048)
}
