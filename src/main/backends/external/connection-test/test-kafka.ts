import { speaksTls } from '@main/adapters/network-probe/tls-handshake'
import type { KafkaAccess } from '@main/adapters/platformatic-kafka/client/pool'
import { logNames } from '@main/adapters/platformatic-kafka/log/log-names'
import { CHANGELOG_TOPIC, SHARED_TOPIC } from '@main/adapters/platformatic-kafka/log/topics'
import { answersPlainly, logIn, withBroker } from '@main/adapters/platformatic-kafka/probe/broker-login'
import { logEnds } from '@main/adapters/platformatic-kafka/probe/log-ends'
import {
  checkGroup,
  checkTopic,
  checkTransactions,
  unexpected,
} from '@main/adapters/platformatic-kafka/probe/permissions'
import { type Endpoint, endpointOf, endpointText, ProbeFailure } from '@main/ports/connection-probe'
import type { NewTopic } from '@main/ports/topic-admin'
import type { Dataset } from '@shared/model/dataset'
import type { Environment } from '@shared/model/environment'
import { reachEndpoint } from './reach-endpoint'
import type { Steps } from './steps'

/** Every broker, then the rights on every topic. Creates and writes nothing. */
export async function testKafka(
  steps: Steps,
  kafka: KafkaAccess,
  { kafka: settings, readOnly }: Environment,
  datasets: readonly Dataset[],
): Promise<void> {
  const [first, ...others] = kafka.brokers.map(endpointOf)
  if (!first) return
  const { token } = kafka
  if (token) await steps.run('login', 'token', () => token().then(() => '', refuseToken))
  const known = await testBroker(steps, kafka, first)
  const tried = new Set([endpointText(first)])
  // A client is sent to the addresses that the brokers give themselves.
  for (const broker of [...others, ...known]) {
    if (tried.has(endpointText(broker))) continue
    tried.add(endpointText(broker))
    await testBroker(steps, kafka, broker)
  }
  const names = logNames(`${settings.topicPrefix}millrace`)
  const dataTopics = datasets.map(({ name, partitions }) => ({
    topic: `${settings.topicPrefix}${name}`,
    partitions: settings.partitions ?? partitions,
    config: SHARED_TOPIC,
  }))
  const topics: readonly NewTopic[] = [
    ...dataTopics,
    { topic: names.changelog, partitions: 1, config: CHANGELOG_TOPIC },
  ]
  for (const wanted of topics) {
    const needs = { wanted, replication: settings.replication, readOnly }
    await steps.run('permission', `topic ${wanted.topic}`, (signal) =>
      answered(kafka, first, signal, (broker) => checkTopic(broker, needs, known.length)),
    )
  }
  if (!readOnly) {
    await steps.run('permission', `group ${names.group}`, (signal) =>
      answered(kafka, first, signal, (broker) => checkGroup(kafka, broker, names.group, signal)),
    )
    await steps.run('permission', `transactions as ${names.transactionalId}`, (signal) =>
      answered(kafka, first, signal, (broker) => checkTransactions(kafka, broker, names.transactionalId, signal)),
    )
  }
  await steps.run('round-trip', 'read the end of every topic', (signal) =>
    logEnds(
      kafka,
      topics.map(({ topic }) => topic),
      signal,
    ).catch((thrown) => {
      throw unexpected(thrown)
    }),
  )
}

function refuseToken(thrown: unknown): never {
  const reason = thrown instanceof Error ? thrown.message : String(thrown)
  throw new ProbeFailure(`The token server gives no token: ${reason}. Check its address, the client id and the secret.`)
}

async function testBroker(steps: Steps, kafka: KafkaAccess, broker: Endpoint): Promise<Endpoint[]> {
  const at = endpointText(broker)
  const { tls, sasl } = kafka
  await reachEndpoint(steps, broker, tls ?? null, async (signal) =>
    (await answersPlainly(broker, signal))
      ? `It answers in plain text: choose ${sasl ? 'SASL_PLAINTEXT' : 'PLAINTEXT'}, or the port for TLS.`
      : 'Check that this is the port of a broker.',
  )
  return steps.run(
    'login',
    at,
    async (signal) => {
      try {
        return await logIn(kafka, broker, signal)
      } catch (thrown) {
        if (tls || !(await speaksTls(broker, signal))) throw thrown
        throw new ProbeFailure(
          `${at} speaks TLS: choose ${sasl ? 'SASL_SSL in place of SASL_PLAINTEXT' : 'SSL in place of PLAINTEXT'}.`,
        )
      }
    },
    (brokers) => `${sasl ? `${sasl.mechanism}, ` : ''}${brokers.length} ${brokers.length === 1 ? 'broker' : 'brokers'}`,
  )
}

async function answered<T>(
  kafka: KafkaAccess,
  endpoint: Endpoint,
  signal: AbortSignal,
  work: Parameters<typeof withBroker<T>>[3],
): Promise<T> {
  try {
    return await withBroker(kafka, endpoint, signal, work)
  } catch (thrown) {
    throw signal.aborted ? new ProbeFailure(`${endpointText(endpoint)} does not answer in time.`) : unexpected(thrown)
  }
}
