import { setTimeout as sleep } from 'node:timers/promises'
import { type Endpoint, ProbeFailure } from '@main/ports/connection-probe'
import { type NewTopic, usualReplicas } from '@main/ports/topic-admin'
import {
  type Connection,
  createTopicsV7,
  describeGroupsV5,
  endTxnV3,
  FindCoordinatorKeyTypes,
  findCoordinatorV3,
  metadataV12,
  ResponseError,
} from '@platformatic/kafka'
import { kafkaError, reasonOf } from '../client/kafka-errors'
import type { KafkaAccess } from '../client/pool'
import { withBroker } from './broker-login'

/** Bits of `authorizedOperations` in Kafka's answers (org.apache.kafka.common.acl.AclOperation). */
const OPERATIONS = { read: 3, write: 4 } as const
type Operation = keyof typeof OPERATIONS
/** The broker did not say. */
const UNSET = -(2 ** 31)
const NOBODY = { producerId: 0x7fff_ffff_ffffn, producerEpoch: 0 }
const WITHIN_MS = 5_000
const COORDINATOR_PAUSE_MS = 300
const UNKNOWN_TOPIC = 3

/** What a topic needs, beyond being described. */
export interface TopicNeeds {
  readonly wanted: NewTopic
  readonly replication: number | null
  /** It is only read, and not created when it is missing. */
  readonly readOnly: boolean
}

/** Checks the rights on a topic, without changing anything; returns what was found. Throws `ProbeFailure`. */
export async function checkTopic(broker: Connection, needs: TopicNeeds, brokers: number): Promise<string> {
  const { topic } = needs.wanted
  const answer = await answerOf(metadataV12.api.async(broker, [topic], false, true))
  const [found] = answer.topics
  if (!found) throw new ProbeFailure(`Kafka answers nothing about the topic ${topic}.`)
  if (found.errorCode === UNKNOWN_TOPIC) return checkCreation(broker, needs, brokers)
  if (found.errorCode !== 0) {
    throw new ProbeFailure(`This user may not see the topic ${topic}. Allow Describe on it.`)
  }
  const operations: readonly Operation[] = needs.readOnly ? ['read'] : ['read', 'write']
  const missing = operations.filter((operation) => !allows(found.topicAuthorizedOperations, operation))
  if (missing.length > 0) throw new ProbeFailure(lacks(`the topic ${topic}`, missing))
  const { partitions } = needs.wanted
  if (found.partitions.length !== partitions) {
    throw new ProbeFailure(
      `The topic ${topic} has ${found.partitions.length} partitions, and Millrace is set to ${partitions}. Set the partitions of the environment to the topic's.`,
    )
  }
  return `exists, with ${found.partitions.length} partitions`
}

/** Asks Kafka to check the creation of a topic, which then does not happen. */
async function checkCreation(broker: Connection, needs: TopicNeeds, brokers: number): Promise<string> {
  const { wanted, replication, readOnly } = needs
  const { topic } = wanted
  if (readOnly) throw new ProbeFailure(`There is no topic ${topic}, and a read-only environment creates none.`)
  const copies = replication ?? usualReplicas(brokers)
  const configs = Object.entries(wanted.config).map(([name, value]) => ({ name, value: String(value) }))
  const asked = { name: topic, numPartitions: wanted.partitions, replicationFactor: copies, assignments: [], configs }
  const answer = await answerOf(createTopicsV7.api.async(broker, [asked], WITHIN_MS, true))
  const refused = answer.topics[0]
  if (!refused || refused.errorCode === 0)
    return `does not exist yet; Millrace may create it with ${copies} ${copies === 1 ? 'copy' : 'copies'}`
  throw new ProbeFailure(whyNotCreated(topic, copies, brokers, refused.errorCode, refused.errorMessage))
}

const REFUSALS: Readonly<Record<number, (topic: string, copies: number, brokers: number) => string>> = {
  29: (topic) =>
    `The topic ${topic} does not exist, and this user may not create it. Create it, or allow Create on it.`,
  31: (topic) =>
    `The topic ${topic} does not exist, and this user may not create it. Create it, or allow Create on it.`,
  38: (_, copies, brokers) =>
    `A topic with ${copies} copies does not fit: the cluster has ${brokers} ${brokers === 1 ? 'broker' : 'brokers'}. Set the replication to at most ${brokers}.`,
}

function whyNotCreated(topic: string, copies: number, brokers: number, code: number, message?: string | null): string {
  return (
    REFUSALS[code]?.(topic, copies, brokers) ?? `The topic ${topic} cannot be created: ${message ?? `error ${code}`}`
  )
}

/** Checks the rights on a consumer group whose offsets are committed. Throws `ProbeFailure`. */
export async function checkGroup(
  kafka: KafkaAccess,
  seed: Connection,
  group: string,
  signal: AbortSignal,
): Promise<void> {
  const refused = () => new ProbeFailure(`This user may not use the consumer group ${group}. Allow Read on it.`)
  try {
    const coordinator = await coordinatorOf(seed, FindCoordinatorKeyTypes.GROUP, group)
    const { groups } = await withBroker(kafka, coordinator, signal, (broker) =>
      answerOf(describeGroupsV5.api.async(broker, [group], true)),
    )
    if (!groups[0] || !allows(groups[0].authorizedOperations, 'read')) throw refused()
  } catch (thrown) {
    if (kafkaError(thrown) === 'GROUP_AUTHORIZATION_FAILED') throw refused()
    throw thrown
  }
}

/** Kafka's answers to the end of a transaction of a producer that does not exist, from a user who may write transactions. */
const MAY_WRITE = new Set([
  'INVALID_PRODUCER_ID_MAPPING',
  'INVALID_PRODUCER_EPOCH',
  'PRODUCER_FENCED',
  'INVALID_TXN_STATE',
])

/**
 * Checks the right to write transactions by ending one of a producer that does not exist: rights are checked first, and a running
 * writer of the same name does not notice. Throws `ProbeFailure`.
 */
export async function checkTransactions(
  kafka: KafkaAccess,
  seed: Connection,
  id: string,
  signal: AbortSignal,
): Promise<void> {
  try {
    const coordinator = await coordinatorOf(seed, FindCoordinatorKeyTypes.TRANSACTION, id)
    await withBroker(kafka, coordinator, signal, (broker) =>
      endTxnV3.api.async(broker, id, NOBODY.producerId, NOBODY.producerEpoch, false),
    )
  } catch (thrown) {
    const error = kafkaError(thrown)
    if (MAY_WRITE.has(error)) return
    if (error !== 'TRANSACTIONAL_ID_AUTHORIZATION_FAILED') throw thrown
    throw new ProbeFailure(`This user may not write transactions as ${id}. Allow Write on that transactional id.`)
  }
}

async function coordinatorOf(
  seed: Connection,
  type: (typeof FindCoordinatorKeyTypes)['GROUP' | 'TRANSACTION'],
  id: string,
): Promise<Endpoint> {
  // A cluster creates the topic of its coordinators at the first question, and says for a while that there is none.
  for (let left = 10; ; left--) {
    try {
      const { coordinators } = await findCoordinatorV3.api.async(seed, type, [id])
      const [node] = coordinators
      if (node) return node
    } catch (thrown) {
      if (left === 0 || kafkaError(thrown) !== 'COORDINATOR_NOT_AVAILABLE') throw thrown
    }
    await sleep(COORDINATOR_PAUSE_MS)
  }
}

/** The library throws when any part of an answer has an error, also where the rest says more. */
async function answerOf<T>(asked: Promise<T>): Promise<T> {
  try {
    return await asked
  } catch (thrown) {
    if (thrown instanceof ResponseError) return thrown.response as T
    throw thrown
  }
}

function allows(operations: number, operation: Operation): boolean {
  return operations === UNSET || (operations & (1 << OPERATIONS[operation])) !== 0
}

function lacks(what: string, operations: readonly Operation[]): string {
  const names = operations.map((operation) => `${operation[0]?.toUpperCase()}${operation.slice(1)}`).join(', ')
  return `This user may not ${operations.join(' or ')} ${what}. Allow ${names} on it.`
}

/** Why a request failed otherwise. */
export function unexpected(thrown: unknown): ProbeFailure {
  return thrown instanceof ProbeFailure ? thrown : new ProbeFailure(`Kafka answers with an error: ${reasonOf(thrown)}`)
}
