import { FaultError } from '@shared/model/fault'

/**
 * What to do about a failed request: `connection`, open new ones, for these may hang or be gone; `metadata`, ask again who leads
 * what; `loading`, the same, for longer: a broker has only just begun; `again`, the same request a moment later; `final`, nothing helps.
 */
export type Remedy = 'connection' | 'metadata' | 'again' | 'loading' | 'final'

const METADATA = new Set([
  'UNKNOWN_TOPIC_OR_PARTITION',
  'LEADER_NOT_AVAILABLE',
  'NOT_LEADER_FOR_PARTITION',
  'FENCED_LEADER_EPOCH',
  'UNKNOWN_LEADER_EPOCH',
  'REPLICA_NOT_AVAILABLE',
  'NOT_CONTROLLER',
  'KAFKA_STORAGE_ERROR',
])
const AGAIN = new Set([
  'REQUEST_TIMED_OUT',
  'NOT_ENOUGH_REPLICAS',
  'NOT_ENOUGH_REPLICAS_AFTER_APPEND',
  'CONCURRENT_TRANSACTIONS',
  'REBALANCE_IN_PROGRESS',
])
const LOADING = new Set(['GROUP_LOAD_IN_PROGRESS', 'GROUP_COORDINATOR_NOT_AVAILABLE', 'NOT_COORDINATOR_FOR_GROUP'])
const FENCED = new Set([
  'INVALID_PRODUCER_EPOCH',
  'INVALID_PRODUCER_ID_MAPPING',
  'INVALID_TXN_STATE',
  'OUT_OF_ORDER_SEQUENCE_NUMBER',
  'UNKNOWN_PRODUCER_ID',
  // What newer brokers call it.
  'KAFKAJS_UNKNOWN_ERROR_CODE',
])
const LONG = 300

/** Kafka's own word for an error that it answered with; an empty string for every other failure. */
export function kafkaError(thrown: unknown): string {
  const cause = origin(thrown)
  return cause.name === 'KafkaJSProtocolError' || cause.name === 'KafkaJSCreateTopicError' ? typeOf(cause) : ''
}

export function remedyFor(thrown: unknown): Remedy {
  if (thrown instanceof FaultError) return 'final'
  const type = kafkaError(thrown)
  if (METADATA.has(type)) return 'metadata'
  if (AGAIN.has(type)) return 'again'
  if (LOADING.has(type)) return 'loading'
  const cause = origin(thrown)
  if (type !== '' || cause.name === 'KafkaJSSASLAuthenticationError' || cause.name === 'KafkaJSNotImplemented')
    return 'final'
  // The rest of what the library throws is about connections, or what it remembers of a cluster it is not connected to.
  return cause.name.startsWith('KafkaJS') || cause.name === 'AbortError' ? 'connection' : 'final'
}

/** Kafka takes nothing more from this producer: another one came after it, or its transaction was ended for taking too long. */
export function isFenced(thrown: unknown): boolean {
  return FENCED.has(kafkaError(thrown))
}

export function kafkaFault(thrown: unknown, address: string): Error {
  if (thrown instanceof FaultError) return thrown
  const cause = origin(thrown)
  // A mistake in the program is not Kafka's.
  if (remedyFor(thrown) === 'final' && !cause.name.startsWith('KafkaJS')) return cause
  const reason = cause.message.replace(/^Connection error: /, '').slice(0, LONG)
  return new FaultError({ code: 'log-unavailable', address, reason }, { cause: thrown })
}

/** The library wraps errors in others that say less. */
function origin(thrown: unknown): Error {
  if (!(thrown instanceof Error)) return new Error(String(thrown))
  if ('errors' in thrown && Array.isArray(thrown.errors) && thrown.errors.length > 0) return origin(thrown.errors[0])
  if ('partitions' in thrown && Array.isArray(thrown.partitions))
    return origin(thrown.partitions[0]?.error ?? thrown.cause)
  if (thrown instanceof FaultError && thrown.cause instanceof Error) return origin(thrown.cause)
  const wraps = ['KafkaJSNumberOfRetriesExceeded', 'KafkaJSNonRetriableError', 'KafkaJSError'].includes(thrown.name)
  return wraps && thrown.cause instanceof Error ? origin(thrown.cause) : thrown
}

function typeOf(error: Error): string {
  return 'type' in error && typeof error.type === 'string' ? error.type : ''
}
