import { type Endpoint, endpointText, ProbeFailure } from '@main/ports/connection-probe'
import {
  AuthenticationError,
  apiVersionsV3,
  type Connection,
  ResponseError,
  saslHandshakeV1,
} from '@platformatic/kafka'
import { reasonOf } from '../client/kafka-errors'
import { type KafkaAccess, openPool } from '../client/pool'
import { metadataOf } from '../wire/metadata'

const ILLEGAL_SASL_STATE = 34
const CLIENT_VERSION = '1'

/** Runs work on a connection of its own to one broker, and closes it. */
export async function withBroker<T>(
  kafka: KafkaAccess,
  endpoint: Endpoint,
  signal: AbortSignal,
  work: (broker: Connection) => Promise<T>,
): Promise<T> {
  const pool = openPool(kafka)
  signal.addEventListener('abort', pool.end, { once: true })
  try {
    return await work(await pool.get(endpoint))
  } finally {
    signal.removeEventListener('abort', pool.end)
    pool.end()
  }
}

/** Whether a broker answers there in plain text. */
export async function answersPlainly(endpoint: Endpoint, signal: AbortSignal): Promise<boolean> {
  const kafka = { brokers: [endpointText(endpoint)] }
  return withBroker(kafka, endpoint, signal, (broker) =>
    apiVersionsV3.api.async(broker, 'millrace', CLIENT_VERSION).then(() => true),
  ).catch(() => false)
}

/** Logs in and asks for the cluster's brokers. Throws `ProbeFailure` with what the broker wants instead. */
export async function logIn(kafka: KafkaAccess, endpoint: Endpoint, signal: AbortSignal): Promise<Endpoint[]> {
  try {
    const { brokers } = await withBroker(kafka, endpoint, signal, (broker) => metadataOf(broker, []))
    return brokers.map(({ host, port }) => ({ host, port }))
  } catch (thrown) {
    const offered = await mechanismsOf(kafka, endpoint, signal)
    throw new ProbeFailure(whyRefused(kafka, endpoint, offered, thrown))
  }
}

/** The mechanisms that the broker offers; empty when it takes no login, null when it does not say. */
async function mechanismsOf(
  { brokers, tls }: KafkaAccess,
  endpoint: Endpoint,
  signal: AbortSignal,
): Promise<readonly string[] | null> {
  try {
    const { mechanisms } = await withBroker({ brokers, ...(tls && { tls }) }, endpoint, signal, (broker) =>
      saslHandshakeV1.api.async(broker, 'millrace asks'),
    )
    return mechanisms
  } catch (thrown) {
    const answer = responseIn(thrown)
    if (!answer) return null
    const { errorCode, mechanisms } = answer as { readonly errorCode: number; readonly mechanisms: readonly string[] }
    return errorCode === ILLEGAL_SASL_STATE ? [] : mechanisms
  }
}

function responseIn(thrown: unknown): unknown {
  for (let error = thrown; error instanceof Error; error = error.cause) {
    if (error instanceof ResponseError) return error.response
  }
  return null
}

function whyRefused(
  { sasl, tls }: KafkaAccess,
  endpoint: Endpoint,
  offered: readonly string[] | null,
  thrown: unknown,
): string {
  const at = endpointText(endpoint)
  const withTls = (security: string) => (tls ? security.replace('PLAINTEXT', 'SSL') : security)
  if (!sasl && offered && offered.length > 0) {
    return `The broker ${at} asks for a login (${offered.join(', ')}): choose ${withTls('SASL_PLAINTEXT')} in place of ${withTls('PLAINTEXT')}, and give a user.`
  }
  if (sasl && offered?.length === 0) {
    return `The broker ${at} takes no login: choose ${withTls('PLAINTEXT')} in place of ${withTls('SASL_PLAINTEXT')}.`
  }
  if (sasl && offered && !offered.includes(sasl.mechanism)) {
    return `The broker ${at} offers ${offered.join(', ')}, and you chose ${sasl.mechanism}. Choose one that it offers.`
  }
  const reason = reasonOf(thrown)
  if (sasl && isAuthentication(thrown)) {
    const who = sasl.mechanism === 'OAUTHBEARER' ? `the client ${sasl.clientId}` : `the user ${sasl.username}`
    return `The broker ${at} refuses ${who} (${reason}). Check the user and the password, and that the user has credentials for ${sasl.mechanism}.`
  }
  if (reason.includes('certificate required') || reason.includes('handshake failure')) {
    return `The broker ${at} asks for a client certificate. Give a certificate and its key.`
  }
  return `The broker ${at} ends the connection (${reason}). Check the security that it asks for at this port.`
}

function isAuthentication(thrown: unknown): boolean {
  for (let error = thrown; error instanceof Error; error = error.cause) {
    if (error instanceof AuthenticationError) return true
    if (error instanceof AggregateError && error.errors.some(isAuthentication)) return true
  }
  return false
}
