import './client/quiet-queue'
import type { EventLog } from '@main/ports/event-log'
import type { KafkaAddress } from './client/address'
import { openClient } from './client/client'
import { openChangelog } from './log/changelog'
import { logNames } from './log/names'
import { kafkaPositions } from './log/positions'
import { createReader } from './log/reader'
import { createRoom, extentOf } from './log/room'
import { DATA_TOPIC, ensureTopic } from './log/topics'
import { createWriter } from './log/writer'

export interface KafkaLogOptions {
  readonly kafka: KafkaAddress
  /** Tells one log from another on the same cluster; what it names is made of it. */
  readonly name?: string
  /** Per topic. */
  readonly maxBytes: number
}

/**
 * The log in Kafka's topics. Any number of threads may open it; one appends, and a second one that does takes the log over. It
 * connects at the first call, and again whenever the connection is lost; while there is none, calls throw `log-unavailable`.
 */
export function openKafkaLog({ kafka, name = 'millrace', maxBytes }: KafkaLogOptions): EventLog {
  const client = openClient(kafka)
  const names = logNames(name)
  const partitions = new Map<string, number>()
  const changelog = openChangelog(client, names.changelog)
  const positions = kafkaPositions(client, names.group)
  const room = createRoom(client, changelog, positions, maxBytes)

  const partitionsOf = async (topic: string): Promise<number> => {
    const known = partitions.get(topic) ?? (await client.patiently((session) => session.partitions(topic)))
    partitions.set(topic, known)
    return known
  }
  const reader = createReader(client, partitionsOf)
  const writer = createWriter(client, names.transactionalId, changelog, room, partitionsOf)

  return {
    createTopic: (topic, count) => ensureTopic(client, topic, count, DATA_TOPIC),
    append: (topic, records, mark) => writer.append(topic, records, mark),
    progress: (source) => writer.progress(source),
    read: (topic, next, limit) => reader.read(topic, next, limit),
    heldSince: async (topic) => reader.heldSince(topic),
    waitForAppend: (ms, signal) => reader.waitForAppend(ms, signal),
    offsets: (topic) => client.patiently((session) => extentOf(session, topic)),
    epochs: async (topic) => [{ epoch: 0, since: new Array<number>(await partitionsOf(topic)).fill(0) }],
    commit: (topic, next) => positions.commit(topic, next),
    committed: (topic) => positions.committed(topic),
    async windowCounts(topic, version) {
      await changelog.catchUp()
      const { version: current, windows } = changelog.state.windowsSince(topic, version)
      return { version: Math.max(current, version), windows }
    },
    async usage(topic) {
      await changelog.catchUp()
      return { appended: changelog.state.topic(topic).appended, bytes: await room.held(topic) }
    },
    retain: (topic, limits) => room.retain(topic, limits),
    close: async () => client.close(),
  }
}
