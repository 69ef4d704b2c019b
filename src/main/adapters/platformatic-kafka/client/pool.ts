import { isIP } from 'node:net'
import type { KafkaAddress } from '@main/ports/kafka-address'
import { ConnectionPool, parseBroker } from '@platformatic/kafka'

const CONNECT_WITHIN_MS = 3_000
const ANSWER_WITHIN_MS = 10_000
const KEEP_ALIVE_MS = 30_000
/** Connections to a cluster's brokers, each opened and logged in when it is first needed. */
export function openPool({ brokers, tls, sasl }: KafkaAddress): ConnectionPool {
  // Server names are not for IP addresses.
  const tlsServerName = !brokers.some((broker) => isIP(parseBroker(broker).host))
  const pool = new ConnectionPool('millrace', {
    connectTimeout: CONNECT_WITHIN_MS,
    requestTimeout: ANSWER_WITHIN_MS,
    ...(tls && { tls: tls, tlsServerName }),
    ...(sasl && { sasl: { ...sasl, mechanism: sasl.mechanism } }),
  })
  // The request that fails reports the error. Without a listener, Node would end the process.
  pool.on('connecting', ({ connection }) => connection.on('error', () => undefined))
  pool.on('connect', ({ connection }) => connection.socket.setKeepAlive(true, KEEP_ALIVE_MS))
  return pool
}
