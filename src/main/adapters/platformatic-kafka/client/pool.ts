import { isIP } from 'node:net'
import type { TokenSource } from '@main/ports/http'
import type { KafkaAddress } from '@main/ports/kafka-address'
import { type Broker, type Connection, ConnectionPool, type SASLOptions } from '@platformatic/kafka'

const CONNECT_WITHIN_MS = 3_000
const ANSWER_WITHIN_MS = 10_000
const KEEP_ALIVE_MS = 30_000

/** A cluster, and what its login needs. */
export interface KafkaAccess extends KafkaAddress {
  /** Required for OAUTHBEARER. */
  readonly token?: TokenSource | undefined
}

/** Connections to a cluster's brokers, each opened and logged in when it is first needed. */
export interface Pool {
  get(broker: Broker): Promise<Connection>
  /** The first of the brokers that answers. Throws what each of them threw. */
  first(brokers: readonly Broker[]): Promise<Connection>
  /** Closes all at once; pending requests fail. */
  end(): void
}

export function openPool(access: KafkaAccess): Pool {
  // SNI is not for IP addresses (RFC 6066), and a cluster may name its brokers in both ways. Either is verified.
  const byName = openConnections(access, access.tls?.serverName ?? true)
  const byIp = access.tls && access.tls.serverName === undefined ? openConnections(access, false) : byName
  const get = ({ host, port }: Broker) => (isIP(host) ? byIp : byName).get({ host, port })
  return {
    get,
    async first(brokers) {
      const errors: unknown[] = []
      for (const broker of brokers) {
        try {
          return await get(broker)
        } catch (thrown) {
          errors.push(thrown)
        }
      }
      throw errors.length === 1 ? errors[0] : new AggregateError(errors, 'no broker can be reached')
    },
    end() {
      for (const pool of new Set([byName, byIp])) {
        for (const [, { socket }] of pool) socket.destroy()
        pool.close().catch(() => undefined)
      }
    },
  }
}

function openConnections(access: KafkaAccess, tlsServerName: string | boolean): ConnectionPool {
  const { serverName: _, ...tls } = access.tls ?? {}
  const pool = new ConnectionPool('millrace', {
    connectTimeout: CONNECT_WITHIN_MS,
    requestTimeout: ANSWER_WITHIN_MS,
    ...(access.tls && { tls, tlsServerName }),
    ...(access.sasl && { sasl: saslOf(access.sasl, access.token) }),
  })
  // The request that fails reports the error. Without a listener, Node would end the process.
  pool.on('connecting', ({ connection }) => connection.on('error', () => undefined))
  pool.on('connect', ({ connection }) => connection.socket.setKeepAlive(true, KEEP_ALIVE_MS))
  return pool
}

function saslOf(login: NonNullable<KafkaAddress['sasl']>, token: TokenSource | undefined): SASLOptions {
  if (login.mechanism !== 'OAUTHBEARER') return login
  if (!token) throw new Error('OAUTHBEARER needs a source of tokens')
  return { mechanism: login.mechanism, token }
}
