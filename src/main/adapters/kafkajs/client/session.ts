import { connect as connectPlain, isIP, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import Cluster, { type Broker } from 'kafkajs/src/cluster/index.js'
import loggers from 'kafkajs/src/loggers/index.js'
import { type KafkaAddress, saslOptions } from './address'

const CONNECT_WITHIN_MS = 3_000
const ANSWER_WITHIN_MS = 10_000
const METADATA_FOR_MS = 300_000
const KEEP_ALIVE_MS = 30_000
const NOTHING = 0

/** Connections to a cluster, and what it said of itself. When something is wrong with them, it is ended and another one is opened. */
export interface Session {
  partitions(topic: string): Promise<number>
  brokers(): number
  /** Who leads which of the topic's partitions. */
  leaders(topic: string): Promise<Map<Broker, number[]>>
  controller(): Promise<Broker>
  groupCoordinator(group: string): Promise<Broker>
  transactionCoordinator(transactionalId: string): Promise<Broker>
  /** Reads leaders and coordinators from the cluster again. */
  refresh(): Promise<void>
  /** How often it was refreshed. */
  readonly refreshes: number
  readonly ended: boolean
  /** Ends it at once; what waits for an answer fails. */
  end(): void
}

export async function openSession(address: KafkaAddress): Promise<Session> {
  const sockets = new Set<Socket>()
  const coordinators = new Map<string, Promise<Broker>>()
  let ended = false
  let refreshes = 0
  const cluster = new Cluster({
    logger: loggers.createLogger({ level: NOTHING, logCreator: () => () => undefined }),
    socketFactory: ({ host, port, ssl, onConnect }) => {
      const name = isIP(host) ? {} : { servername: host }
      const socket = ssl
        ? connectTls({ host, port, ...name, ...ssl }, onConnect)
        : connectPlain({ host, port }, onConnect)
      socket.setKeepAlive(true, KEEP_ALIVE_MS)
      socket.setNoDelay(true)
      sockets.add(socket)
      socket.once('close', () => sockets.delete(socket))
      if (ended) socket.destroy()
      return socket
    },
    brokers: [...address.brokers],
    ssl: address.tls === true ? {} : (address.tls ?? false),
    sasl: saslOptions(address),
    clientId: 'millrace',
    connectionTimeout: CONNECT_WITHIN_MS,
    requestTimeout: ANSWER_WITHIN_MS,
    authenticationTimeout: ANSWER_WITHIN_MS,
    metadataMaxAge: METADATA_FOR_MS,
    allowAutoTopicCreation: false,
    // The caller decides how long to retry.
    retry: { retries: 0 },
  })

  const end = () => {
    if (ended) return
    ended = true
    for (const socket of sockets) socket.destroy(new Error('the connection was given up'))
    // Waits for nothing any more, and stops the library's timers.
    cluster.disconnect().catch(() => undefined)
  }

  const coordinator = (type: 0 | 1, id: string): Promise<Broker> => {
    const key = `${type} ${id}`
    const known = coordinators.get(key)
    if (known) return known
    const found = cluster.findGroupCoordinator({ groupId: id, coordinatorType: type })
    found.catch(() => coordinators.delete(key))
    coordinators.set(key, found)
    return found
  }

  try {
    await cluster.connect()
    await cluster.refreshMetadata()
  } catch (thrown) {
    end()
    throw thrown
  }
  return {
    async partitions(topic) {
      await cluster.addTargetTopic(topic)
      return cluster.findTopicPartitionMetadata(topic).length
    },
    brokers: () => cluster.getNodeIds().length,
    async leaders(topic) {
      await cluster.addTargetTopic(topic)
      const partitions = cluster.findTopicPartitionMetadata(topic).map(({ partitionId }) => partitionId)
      const leaders = new Map<Broker, number[]>()
      for (const [nodeId, led] of Object.entries(cluster.findLeaderForPartitions(topic, partitions))) {
        leaders.set(await cluster.findBroker({ nodeId }), led)
      }
      return leaders
    },
    controller: () => cluster.findControllerBroker(),
    groupCoordinator: (group) => coordinator(0, group),
    transactionCoordinator: (transactionalId) => coordinator(1, transactionalId),
    async refresh() {
      refreshes++
      coordinators.clear()
      await cluster.refreshMetadata()
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
