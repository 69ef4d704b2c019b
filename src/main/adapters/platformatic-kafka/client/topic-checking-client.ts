import { FaultError } from '@shared/model/fault'
import type { KafkaClient } from './client'
import { kafkaErrorOf } from './kafka-errors'
import type { Session } from './session'

const UNKNOWN_TOPIC_OR_PARTITION = 3
/** A broker that has just started may not know its topics yet. */
const MISSING_MS = 3_000
/** A topic can be made again between two requests, and neither of them fails. */
const CHECK_EVERY_MS = 500

/** A client that works only with the topics it met first. */
export interface TopicCheckingClient extends KafkaClient {
  /** From now on the topic must stay the one it is. */
  watch(topic: string): void
  /** The id of a watched topic. */
  idOf(topic: string): Promise<string>
}

/**
 * Throws `log-remade` once a watched topic has another id: it, or the whole volume, was removed and created again. Its offsets
 * mean other records then. Checked whenever a connection is new or Kafka had to be asked who leads what, and twice a second.
 */
export function topicCheckingClient(client: KafkaClient): TopicCheckingClient {
  /** By topic; null until it was met. */
  const ids = new Map<string, string | null>()
  const checked = new WeakMap<Session, { refreshes: number; topics: number; at: number }>()
  let missingSince: number | null = null

  const check = async (session: Session): Promise<void> => {
    const before = checked.get(session)
    const now = { refreshes: session.refreshes, topics: ids.size, at: performance.now() }
    const isSame = before?.refreshes === now.refreshes && before.topics === now.topics
    if (ids.size === 0 || (isSame && now.at - before.at < CHECK_EVERY_MS)) return
    const found = await session.topicIds([...ids.keys()])
    const remade = (topic: string) => new FaultError({ code: 'log-remade', address: client.address, topic })
    for (const [topic, known] of ids) {
      const id = found.get(topic) ?? null
      if (known !== null && id !== null && id !== known) throw remade(topic)
      if (id !== null) ids.set(topic, id)
      else if (known !== null) {
        missingSince ??= performance.now()
        if (performance.now() - missingSince > MISSING_MS) throw remade(topic)
        throw kafkaErrorOf(UNKNOWN_TOPIC_OR_PARTITION)
      }
    }
    missingSince = null
    // One that is not there yet is asked for again.
    if (![...ids.values()].includes(null)) checked.set(session, now)
  }

  const self: TopicCheckingClient = {
    address: client.address,
    closed: client.closed,
    once: (work) =>
      client.once(async (session) => {
        await check(session)
        return work(session)
      }),
    withRetries: (work, patienceMs) =>
      client.withRetries(async (session) => {
        await check(session)
        return work(session)
      }, patienceMs),
    watch(topic) {
      if (!ids.has(topic)) ids.set(topic, null)
    },
    async idOf(topic) {
      self.watch(topic)
      return self.withRetries(async () => {
        const id = ids.get(topic)
        if (!id) throw kafkaErrorOf(UNKNOWN_TOPIC_OR_PARTITION)
        return id
      })
    },
    close: () => client.close(),
  }
  return self
}
