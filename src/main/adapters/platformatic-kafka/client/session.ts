import {
  type Connection,
  FindCoordinatorKeyTypes,
  findCoordinatorV3,
  type metadataV12,
  parseBroker,
} from '@platformatic/kafka'
import { metadataOf } from '../wire/metadata'
import { kafkaErrorOf } from './kafka-errors'
import { type KafkaAccess, openPool } from './pool'

const METADATA_FOR_MS = 300_000
const LEADER_NOT_AVAILABLE = 5

type Topic = metadataV12.MetadataResponseTopic
type KeyType = (typeof FindCoordinatorKeyTypes)['GROUP' | 'TRANSACTION']

/** Connections to a cluster, with its leaders and coordinators. When a connection fails, the session ends and a new one is opened. */
export interface Session {
  partitions(topic: string): Promise<number>
  /** The connection to each leader, and which of the topic's partitions it leads. */
  leaders(topic: string): Promise<Map<Connection, number[]>>
  /** Kafka's id of each topic by name; null if there is no such topic. A topic that was removed and created again has another id. */
  topicIds(topics: readonly string[]): Promise<Map<string, string | null>>
  groupCoordinator(group: string): Promise<Connection>
  transactionCoordinator(transactionalId: string): Promise<Connection>
  /** Forgets leaders and coordinators, so that the next call reads them from the cluster again. */
  refresh(): void
  /** How often it was refreshed. */
  readonly refreshes: number
  readonly ended: boolean
  /** Closes its connections at once; pending requests fail. */
  end(): void
}

export async function openSession(access: KafkaAccess): Promise<Session> {
  const pool = openPool(access)
  const topics = new Map<string, { readonly found: Promise<Topic>; readonly at: number }>()
  const coordinators = new Map<string, Promise<Connection>>()
  const nodes = new Map<number, { readonly host: string; readonly port: number }>()
  let ended = false
  let refreshes = 0

  const end = () => {
    ended = true
    pool.end()
  }

  const describe = async (names: readonly string[]): Promise<readonly Topic[]> => {
    const answer = await metadataOf(seed, names)
    for (const { nodeId, host, port } of answer.brokers) nodes.set(nodeId, { host, port })
    return answer.topics
  }

  const topicOf = (name: string): Promise<Topic> => {
    const known = topics.get(name)
    if (known && performance.now() - known.at < METADATA_FOR_MS) return known.found
    const found = describe([name]).then(([topic]) => {
      if (!topic) throw new Error(`Kafka answers nothing about topic ${name}`)
      if (topic.errorCode !== 0) throw kafkaErrorOf(topic.errorCode)
      return topic
    })
    const entry = { found, at: performance.now() }
    topics.set(name, entry)
    found.catch(() => topics.get(name) === entry && topics.delete(name))
    return found
  }

  const leaderOf = ({ leaderId }: Topic['partitions'][number]): Promise<Connection> => {
    const node = nodes.get(leaderId)
    if (!node) throw kafkaErrorOf(LEADER_NOT_AVAILABLE)
    return pool.get(node)
  }

  const coordinator = (type: KeyType, id: string): Promise<Connection> => {
    const key = `${type} ${id}`
    const known = coordinators.get(key)
    if (known) return known
    const found = findCoordinatorV3.api.async(seed, type, [id]).then(({ coordinators: [node] }) => {
      if (!node) throw new Error(`Kafka names no coordinator of ${id}`)
      return pool.get(node)
    })
    found.catch(() => coordinators.get(key) === found && coordinators.delete(key))
    coordinators.set(key, found)
    return found
  }

  const seed = await pool.first(access.brokers.map((broker) => parseBroker(broker))).catch((thrown) => {
    end()
    throw thrown
  })

  return {
    partitions: async (topic) => (await topicOf(topic)).partitions.length,
    async leaders(topic) {
      const { partitions } = await topicOf(topic)
      const leaders = new Map<Connection, number[]>()
      for (const partition of partitions) {
        const leader = await leaderOf(partition)
        leaders.set(leader, [...(leaders.get(leader) ?? []), partition.partitionIndex])
      }
      return leaders
    },
    async topicIds(names) {
      const found = await describe(names)
      const ids = found.map(({ name, topicId, errorCode }) => {
        const id = errorCode === 0 ? topicId.replaceAll('-', '') : null
        return [name ?? '', id] as const
      })
      return new Map(ids)
    },
    groupCoordinator: (group) => coordinator(FindCoordinatorKeyTypes.GROUP, group),
    transactionCoordinator: (transactionalId) => coordinator(FindCoordinatorKeyTypes.TRANSACTION, transactionalId),
    refresh() {
      refreshes++
      topics.clear()
      coordinators.clear()
    },
    get refreshes() {
      return refreshes
    },
    get ended() {
      return ended
    },
    end,
  }
}
