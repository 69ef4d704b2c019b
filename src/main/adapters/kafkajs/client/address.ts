import type { SASLOptions } from 'kafkajs'

/** Where a Kafka cluster is, and how to get in. Plain data. */
export interface KafkaAddress {
  /** `host:port` of some of its brokers; the others are found by asking these. */
  readonly brokers: readonly string[]
  /** TLS by the system's certificates, or by these. */
  readonly tls?: boolean | { readonly ca?: string; readonly cert?: string; readonly key?: string }
  readonly sasl?: {
    readonly mechanism: 'plain' | 'scram-sha-256' | 'scram-sha-512'
    readonly username: string
    readonly password: string
  }
}

export function saslOptions({ sasl }: KafkaAddress): SASLOptions | undefined {
  return sasl && { mechanism: sasl.mechanism, username: sasl.username, password: sasl.password }
}
