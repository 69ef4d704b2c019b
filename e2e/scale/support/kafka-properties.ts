import type { KafkaSecurity } from '@shared/model/environment'

export type Mechanism = 'PLAIN' | 'SCRAM-SHA-256' | 'SCRAM-SHA-512' | 'OAUTHBEARER'

export interface BrokerSettings {
  readonly id: number
  readonly dir: string
  readonly ports: readonly number[]
  readonly controllerPorts: readonly number[]
  /** The ports that the brokers name to their clients; their own when absent. */
  readonly advertised?: readonly number[] | undefined
  readonly security: KafkaSecurity
  readonly mechanisms: readonly Mechanism[]
  readonly acls: boolean
  /** Only clients with a certificate. */
  readonly clientCertificates: boolean
  readonly keystore: string
  readonly caFile: string
  readonly password: string
  readonly users: Readonly<Record<string, string>>
}

export const ADMIN = 'admin'
const BROKERS = 'SCRAM-SHA-512'

/** The settings of one node that is broker and controller. Brokers talk to each other as their clients talk to them. */
export function brokerProperties(settings: BrokerSettings): string {
  const { id, dir, ports, controllerPorts, security, acls } = settings
  const copies = Math.min(3, ports.length)
  const lines: Record<string, string | number | boolean> = {
    'process.roles': 'broker,controller',
    'node.id': id,
    'controller.quorum.voters': controllerPorts.map((port, i) => `${i + 1}@127.0.0.1:${port}`).join(','),
    listeners: `CLIENTS://127.0.0.1:${ports[id - 1]},CONTROLLER://127.0.0.1:${controllerPorts[id - 1]}`,
    'advertised.listeners': `CLIENTS://localhost:${(settings.advertised ?? ports)[id - 1]}`,
    'listener.security.protocol.map': `CLIENTS:${security},CONTROLLER:PLAINTEXT`,
    'inter.broker.listener.name': 'CLIENTS',
    'controller.listener.names': 'CONTROLLER',
    'log.dirs': `${dir}/data`,
    'auto.create.topics.enable': false,
    'default.replication.factor': copies,
    'min.insync.replicas': copies > 2 ? 2 : 1,
    'offsets.topic.replication.factor': copies,
    'offsets.topic.num.partitions': 4,
    'transaction.state.log.replication.factor': copies,
    'transaction.state.log.min.isr': copies > 2 ? 2 : 1,
    'transaction.state.log.num.partitions': 4,
    'group.initial.rebalance.delay.ms': 0,
    // A killed broker leaves the cluster soon, and its replacement is not asked to wait.
    'broker.session.timeout.ms': 6_000,
    'broker.heartbeat.interval.ms': 1_000,
    ...(security.endsWith('SSL') && sslOf(settings)),
    ...(security.startsWith('SASL') && saslOf(settings)),
    ...(acls && {
      'authorizer.class.name': 'org.apache.kafka.metadata.authorizer.StandardAuthorizer',
      // Controllers know each other without a name.
      'super.users': `User:${ADMIN};User:ANONYMOUS`,
    }),
  }
  return `${Object.entries(lines)
    .map(([name, value]) => `${name}=${value}`)
    .join('\n')}\n`
}

function sslOf({ keystore, caFile, password, clientCertificates, acls }: BrokerSettings) {
  return {
    'ssl.keystore.type': 'PKCS12',
    'ssl.keystore.location': keystore,
    'ssl.keystore.password': password,
    'ssl.key.password': password,
    'ssl.truststore.type': 'PEM',
    'ssl.truststore.location': caFile,
    // Among themselves brokers accept any name, so that tests may give them certificates for others.
    'ssl.endpoint.identification.algorithm': '',
    'ssl.client.auth': clientCertificates ? 'required' : 'none',
    ...(acls && { 'ssl.principal.mapping.rules': 'RULE:^CN=([^,]+).*$/$1/,DEFAULT' }),
  }
}

function saslOf({ mechanisms, password, users }: BrokerSettings) {
  const module = (name: string, rest: string) => `org.apache.kafka.common.security.${name} required ${rest};`
  const login = `username="${ADMIN}" password="${password}"`
  const known = Object.entries(users).map(([name, secret]) => `user_${name}="${secret}"`)
  const jaas: Record<Mechanism, string> = {
    PLAIN: module('plain.PlainLoginModule', [login, ...known].join(' ')),
    'SCRAM-SHA-256': module('scram.ScramLoginModule', login),
    'SCRAM-SHA-512': module('scram.ScramLoginModule', login),
    // Tokens without a signature: what is tested is the client.
    OAUTHBEARER: module('oauthbearer.OAuthBearerLoginModule', 'unsecuredLoginStringClaim_sub="admin"'),
  }
  const enabled = [...new Set([BROKERS, ...mechanisms])] as Mechanism[]
  return {
    'sasl.enabled.mechanisms': enabled.join(','),
    'sasl.mechanism.inter.broker.protocol': BROKERS,
    ...Object.fromEntries(
      enabled.map((one) => [`listener.name.clients.${one.toLowerCase()}.sasl.jaas.config`, jaas[one]]),
    ),
  }
}
