import { AuthenticationError, ProtocolError, protocolErrorsCodesById } from '@platformatic/kafka'
import { FaultError } from '@shared/model/fault'

/**
 * What to do about a failed request: `connection`, open new connections; `metadata`, read the leaders again; `loading`, the same for
 * longer, because a broker has just started; `again`, repeat the request a moment later; `final`, give up.
 */
export type Remedy = 'connection' | 'metadata' | 'again' | 'loading' | 'final'

const METADATA = new Set([
  'UNKNOWN_TOPIC_OR_PARTITION',
  'LEADER_NOT_AVAILABLE',
  'NOT_LEADER_OR_FOLLOWER',
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
  // A new leader does not know yet how far the others have come.
  'OFFSET_NOT_AVAILABLE',
])
const LOADING = new Set(['COORDINATOR_LOAD_IN_PROGRESS', 'COORDINATOR_NOT_AVAILABLE', 'NOT_COORDINATOR'])
const FENCED = new Set([
  'INVALID_PRODUCER_EPOCH',
  'INVALID_PRODUCER_ID_MAPPING',
  'INVALID_TXN_STATE',
  'OUT_OF_ORDER_SEQUENCE_NUMBER',
  'UNKNOWN_PRODUCER_ID',
  'PRODUCER_FENCED',
  'TRANSACTION_ABORTABLE',
])
const LONG = 300

/** The error of this number in Kafka's protocol. */
export function kafkaErrorOf(code: number): Error {
  if (code in protocolErrorsCodesById) return new ProtocolError(code)
  return new ProtocolError('UNKNOWN_SERVER_ERROR', `the broker answered with the unknown error ${code}`)
}

/** Kafka's name of an error that it answered with; an empty string for every other failure. */
export function kafkaError(thrown: unknown): string {
  const answered = chain(thrown).find((error) => error instanceof ProtocolError)
  return answered ? String(answered.apiId) : ''
}

export function remedyFor(thrown: unknown): Remedy {
  if (thrown instanceof FaultError) return 'final'
  const type = kafkaError(thrown)
  if (METADATA.has(type)) return 'metadata'
  if (AGAIN.has(type)) return 'again'
  if (LOADING.has(type)) return 'loading'
  const errors = chain(thrown)
  if (type !== '' || errors.some((error) => error instanceof AuthenticationError)) return 'final'
  // The library's other errors are about connections.
  return errors.some((error) => isLibrarys(error) || error.name === 'AbortError') ? 'connection' : 'final'
}

/** Whether Kafka refuses this producer for good: a newer one has replaced it, or its transaction took too long. */
export function isFenced(thrown: unknown): boolean {
  return FENCED.has(kafkaError(thrown))
}

export function kafkaFault(thrown: unknown, address: string): Error {
  if (thrown instanceof FaultError) return thrown
  const errors = chain(thrown)
  // A mistake in the program is not Kafka's.
  if (remedyFor(thrown) === 'final' && !errors.some(isLibrarys)) return errors[0] ?? new Error(String(thrown))
  return new FaultError({ code: 'log-unavailable', address, reason: reasonOf(thrown) }, { cause: thrown })
}

/** Why a request failed: Kafka's answer, or the innermost error. */
export function reasonOf(thrown: unknown): string {
  const errors = chain(thrown)
  const cause = errors.find((error) => error instanceof ProtocolError) ?? errors.at(-1)
  const reason =
    ((cause instanceof ProtocolError && cause.serverErrorMessage) || cause?.message) ?? 'it does not answer'
  return String(reason).slice(0, LONG)
}

/** An error and what is wrapped in it, from the outside in; of several in one, the first. */
function chain(thrown: unknown): Error[] {
  const errors: Error[] = []
  let inner = thrown
  while (inner instanceof Error && !errors.includes(inner)) {
    errors.push(inner)
    inner = inner instanceof AggregateError && inner.errors.length > 0 ? inner.errors[0] : inner.cause
  }
  return errors
}

function isLibrarys(error: Error): boolean {
  return 'code' in error && String(error.code).startsWith('PLT_KFK_')
}
