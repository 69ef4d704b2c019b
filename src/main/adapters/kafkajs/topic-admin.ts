import { once } from 'node:events'
import { connect as connectPlain, isIP } from 'node:net'
import { connect as connectTls } from 'node:tls'
import type { TokenSource } from '@main/ports/http'
import type { KafkaAddress, KafkaLogin } from '@main/ports/kafka-address'
import { tlsOptions } from '@main/ports/tls'
import { type NewTopic, type TopicAdmin, usualReplicas } from '@main/ports/topic-admin'
import { FaultError } from '@shared/model/fault'
import {
  type Admin,
  type ISocketFactory,
  Kafka,
  KafkaJSAggregateError,
  KafkaJSNumberOfRetriesExceeded,
  logLevel,
  type SASLOptions,
} from 'kafkajs'

const CONNECT_WITHIN_MS = 3_000
const ANSWER_WITHIN_MS = 10_000
/** Long enough for a broker that restarts quickly. */
const RETRY = { retries: 2, initialRetryTime: 1_000 }
const LONG = 300

export interface TopicAdminOptions {
  /** Required for OAUTHBEARER. */
  readonly token?: TokenSource | undefined
  /** Copies of each topic; null: three, or as many as there are brokers. */
  readonly replication?: number | null
}

/** Creates topics by kafkajs's admin client. It connects for each call: a topic is created once in the life of a log. */
export function openTopicAdmin(address: KafkaAddress, options: TopicAdminOptions = {}): TopicAdmin {
  return {
    async create(topic, signal) {
      const admin = adminOf(address, options.token, signal)
      try {
        signal.throwIfAborted()
        await Promise.race([createWith(admin, topic, options.replication ?? null), once(signal, 'abort')])
        signal.throwIfAborted()
      } catch (thrown) {
        const reason = signal.aborted ? 'it was closed' : reasonOf(thrown)
        throw new FaultError(
          { code: 'log-unavailable', address: address.brokers.join(', '), reason },
          { cause: thrown },
        )
      } finally {
        // Not awaited: a broker that hangs would delay it.
        admin.disconnect().catch(() => undefined)
      }
    },
  }
}

async function createWith(admin: Admin, { topic, partitions, config }: NewTopic, wanted: number | null): Promise<void> {
  await admin.connect()
  const replicas = wanted ?? usualReplicas((await admin.describeCluster()).brokers.length)
  // One broker of three may be away.
  const entries = Object.entries({ ...config, 'min.insync.replicas': replicas > 2 ? 2 : 1 })
  const configEntries = entries.map(([name, value]) => ({ name, value: String(value) }))
  // It answers false when the topic exists already.
  await admin.createTopics({
    topics: [{ topic, numPartitions: partitions, replicationFactor: replicas, configEntries }],
    waitForLeaders: false,
  })
}

function adminOf({ brokers, tls, sasl }: KafkaAddress, token: TokenSource | undefined, ended: AbortSignal): Admin {
  const kafka = new Kafka({
    clientId: 'millrace',
    brokers: [...brokers],
    ssl: tls ? tlsOptions(tls) : false,
    ...(sasl && { sasl: saslOf(sasl, token) }),
    connectionTimeout: CONNECT_WITHIN_MS,
    requestTimeout: ANSWER_WITHIN_MS,
    authenticationTimeout: ANSWER_WITHIN_MS,
    logLevel: logLevel.NOTHING,
    retry: RETRY,
    socketFactory: socketsUntil(ended),
  })
  return kafka.admin()
}

function saslOf(login: KafkaLogin, token: TokenSource | undefined): SASLOptions {
  switch (login.mechanism) {
    case 'OAUTHBEARER':
      if (!token) throw new Error('OAUTHBEARER needs a source of tokens')
      return { mechanism: 'oauthbearer', oauthBearerProvider: async () => ({ value: await token() }) }
    case 'PLAIN':
      return { mechanism: 'plain', username: login.username, password: login.password }
    case 'SCRAM-SHA-256':
      return { mechanism: 'scram-sha-256', username: login.username, password: login.password }
    case 'SCRAM-SHA-512':
      return { mechanism: 'scram-sha-512', username: login.username, password: login.password }
  }
}

/** Sockets that break when the signal aborts, so that whatever waits for them fails at once. */
function socketsUntil(ended: AbortSignal): ISocketFactory {
  return ({ host, port, ssl, onConnect }) => {
    const name = isIP(host) ? {} : { servername: host }
    const socket = ssl
      ? connectTls({ host, port, ...name, ...ssl }, onConnect)
      : connectPlain({ host, port }, onConnect)
    const end = () => socket.destroy(new Error('the connection was given up'))
    if (ended.aborted) setImmediate(end)
    else {
      ended.addEventListener('abort', end, { once: true })
      socket.once('close', () => ended.removeEventListener('abort', end))
    }
    return socket
  }
}

function reasonOf(thrown: unknown): string {
  return origin(thrown)
    .message.replace(/^Connection error: /, '')
    .slice(0, LONG)
}

/** The library wraps errors in others that say less. */
function origin(thrown: unknown): Error {
  if (thrown instanceof KafkaJSAggregateError && thrown.errors[0]) return origin(thrown.errors[0])
  if (thrown instanceof KafkaJSNumberOfRetriesExceeded && thrown.cause) return origin(thrown.cause)
  return thrown instanceof Error ? thrown : new Error(String(thrown))
}
