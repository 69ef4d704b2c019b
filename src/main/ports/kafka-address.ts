import type { Tls } from './tls'

/** Where a Kafka cluster is, and how to log in. Plain data. */
export interface KafkaAddress {
  /** `host:port` of some of its brokers; these name the others. */
  readonly brokers: readonly string[]
  /** Absent: plain text. */
  readonly tls?: Tls
  readonly sasl?: KafkaLogin
}

export type KafkaLogin =
  | {
      readonly mechanism: 'PLAIN' | 'SCRAM-SHA-256' | 'SCRAM-SHA-512'
      readonly username: string
      readonly password: string
    }
  /** A token by client credentials (RFC 6749, section 4.4). */
  | {
      readonly mechanism: 'OAUTHBEARER'
      readonly tokenUrl: string
      readonly clientId: string
      readonly clientSecret: string
      readonly scope?: string
    }
