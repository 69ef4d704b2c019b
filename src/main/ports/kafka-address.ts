/** Where a Kafka cluster is, and how to log in. Plain data. */
export interface KafkaAddress {
  /** `host:port` of some of its brokers; these name the others. */
  readonly brokers: readonly string[]
  /** TLS by the system's certificates, or by these. */
  readonly tls?: boolean | { readonly ca?: string; readonly cert?: string; readonly key?: string }
  readonly sasl?: {
    readonly mechanism: 'plain' | 'scram-sha-256' | 'scram-sha-512'
    readonly username: string
    readonly password: string
  }
}
