import { randomBytes } from 'node:crypto'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { addressesOf } from '@main/backends/external/addresses'
import type { ClusterAddresses } from '@main/ports/cluster-addresses'
import type { KafkaAddress } from '@main/ports/kafka-address'
import { Environment, type EnvironmentSecrets, type KafkaSecurity } from '@shared/model/environment'
import { ensureTools } from '../../stack/tools.ts'
import { type Issued, type TestAuthority, testAuthority } from './certificates.ts'
import { kafkaBrokers } from './kafka-brokers.ts'
import { ADMIN, type Mechanism } from './kafka-properties.ts'
import { freePorts, type Part } from './part.ts'
import { clickhouseServer, minioServer, REGISTRY_PATH, registryServer } from './servers.ts'

export type ServerName = 'kafka' | 'registry' | 'store' | 'objects'

export interface ClusterOptions {
  /** 1 unless given; with 3, replication is 3 and at least 2 copies are in sync. */
  readonly brokers?: 1 | 3
  /** SASL_SSL unless given. */
  readonly security?: KafkaSecurity
  /** What the brokers offer; the first is what the environment uses. SCRAM-SHA-512 unless given. */
  readonly mechanisms?: readonly [Mechanism, ...Mechanism[]]
  /** Whether users need ACLs: `millrace` then has none, and `admin` may do everything. */
  readonly acls?: boolean
  /** Whether brokers require a certificate from their clients. */
  readonly clientCertificates?: boolean
  /** All unless given. The others get a port where nothing listens. */
  readonly only?: readonly ServerName[]
  /** Replaces the servers' certificate, such as with an expired one. */
  readonly certificate?: (authority: TestAuthority) => Promise<Issued>
  /** Ports of proxies that the brokers name to their clients in place of their own. */
  readonly advertised?: readonly number[]
  /** Of the OAUTHBEARER token endpoint. */
  readonly tokenUrl?: string
}

/** Real servers as plain processes, all with TLS; ClickHouse is chDB behind HTTPS, and the registry Apicurio behind HTTPS. */
export interface Cluster {
  readonly environment: Environment
  readonly secrets: EnvironmentSecrets
  readonly addresses: ClusterAddresses
  /** Kafka as its administrator, who may do everything. */
  readonly admin: KafkaAddress
  readonly authority: TestAuthority
  /** All its files, and its servers' logs. */
  readonly dir: string
  readonly brokerPorts: readonly number[]
  readonly registry: Part
  readonly store: Part
  readonly objects: Part
  /** SIGKILL. Brokers count from 0. */
  killBroker(broker: number): Promise<void>
  /** Resolves once it accepts connections. */
  startBroker(broker: number): Promise<void>
  stop(): Promise<void>
}

const USER = 'millrace'

export async function startCluster(options: ClusterOptions = {}): Promise<Cluster> {
  const { brokers = 1, security = 'SASL_SSL', mechanisms = ['SCRAM-SHA-512'], only } = options
  // The JDK, for Java: what is cached may come from another run.
  await ensureTools('javac')
  const dir = await mkdtemp(join(tmpdir(), 'millrace-cluster-'))
  const authority = await testAuthority(join(dir, 'certificates'))
  const certificate = await (options.certificate?.(authority) ?? authority.issue('server'))
  const client = await authority.issue('client', { names: [USER] })
  const secret = () => `pw-${randomBytes(9).toString('hex')}`
  const [password, adminPassword] = [secret(), secret()]
  const [registryPassword, storePassword, secretKey] = [secret(), secret(), secret()]
  const ports = await freePorts(brokers * 2 + 3)
  const kafkaPorts = ports.slice(0, brokers)
  const [registryPort = 0, storePort = 0, objectsPort = 0] = ports.slice(brokers * 2)

  const [mechanism] = mechanisms
  const sasl =
    mechanism === 'OAUTHBEARER'
      ? { mechanism, clientId: USER, tokenUrl: options.tokenUrl ?? 'http://127.0.0.1:1/' }
      : { mechanism, username: USER }
  const tls = { ca: { text: authority.ca } }
  const environment = Environment.parse({
    name: 'test cluster',
    kafka: {
      brokers: kafkaPorts.map((port) => `127.0.0.1:${port}`),
      security,
      ...(security.endsWith('SSL') && {
        tls: {
          ...tls,
          ...(options.clientCertificates && { certificate: { file: client.certFile }, keyFile: client.keyFile }),
        },
      }),
      ...(security.startsWith('SASL') && { sasl }),
    },
    registry: {
      url: `https://localhost:${registryPort}${REGISTRY_PATH}`,
      auth: { kind: 'basic', username: USER },
      tls,
    },
    clickhouse: { url: `https://localhost:${storePort}`, username: USER, tls },
    s3: { endpoint: `https://localhost:${objectsPort}`, credentials: { kind: 'keys', accessKey: USER }, tls },
  })
  const secrets: EnvironmentSecrets = {
    'kafka.password': password,
    'kafka.clientSecret': password,
    'registry.password': registryPassword,
    'clickhouse.password': storePassword,
    's3.secretKey': secretKey,
  }
  const addresses = await addressesOf(environment, secrets)

  const keystore = await authority.keystore('kafka', certificate, adminPassword)
  const wanted = (name: ServerName) => only === undefined || only.includes(name)
  const nodes = wanted('kafka')
    ? await kafkaBrokers(
        dir,
        {
          ports: kafkaPorts,
          advertised: options.advertised,
          controllerPorts: ports.slice(brokers, brokers * 2),
          security,
          mechanisms,
          acls: options.acls ?? false,
          clientCertificates: options.clientCertificates ?? false,
          caFile: authority.caFile,
          password: adminPassword,
          users: { [ADMIN]: adminPassword, [USER]: password },
        },
        kafkaPorts.map(() => keystore),
      )
    : []
  for (const name of ['registry', 'store', 'objects']) await mkdir(join(dir, name))
  const login = (password: string) => ({ username: USER, password })
  const registry = await registryServer(join(dir, 'registry'), registryPort, certificate, login(registryPassword))
  const store = await clickhouseServer(join(dir, 'store'), storePort, certificate, login(storePassword))
  const objects = await minioServer(join(dir, 'objects'), objectsPort, certificate, { accessKey: USER, secretKey })

  const node = (broker: number): Part => {
    const found = nodes[broker]
    if (!found) throw new RangeError(`there is no broker ${broker}`)
    return found
  }
  const stop = async () => {
    await Promise.all([...nodes, registry, store, objects].map((one) => one.stop()))
    await rm(dir, { recursive: true, force: true })
  }
  const servers = { registry, store, objects }
  try {
    await Promise.all([
      ...nodes.map((one) => one.start()),
      ...(['registry', 'store', 'objects'] as const).filter(wanted).map((name) => servers[name].start()),
    ])
  } catch (thrown) {
    await stop()
    throw thrown
  }
  const scram = { mechanism: 'SCRAM-SHA-512', username: ADMIN, password: adminPassword } as const
  return {
    environment,
    secrets,
    addresses,
    admin: { ...addresses.kafka, ...(security.startsWith('SASL') && { sasl: scram }) },
    authority,
    dir,
    brokerPorts: kafkaPorts,
    ...servers,
    killBroker: (broker) => node(broker).kill(),
    startBroker: (broker) => node(broker).start(),
    stop,
  }
}
