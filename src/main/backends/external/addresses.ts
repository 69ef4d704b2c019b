import { readFile } from 'node:fs/promises'
import type { ClusterAddresses } from '@main/ports/cluster-addresses'
import type { KafkaLogin } from '@main/ports/kafka-address'
import type { HttpLogin, Tls } from '@main/ports/tls'
import type { Environment, EnvironmentSecrets, HttpAuth, Pem, SecretName, TlsSettings } from '@shared/model/environment'
import { FaultError } from '@shared/model/fault'

/** The addresses of an environment, with its secrets and with the files of its certificates read. Throws `environment-file`. */
export async function addressesOf(environment: Environment, secrets: EnvironmentSecrets): Promise<ClusterAddresses> {
  const { kafka, registry, clickhouse, s3, sink } = environment
  const secret = (name: SecretName) => secrets[name] ?? ''
  const tls = (settings: TlsSettings, key: SecretName) => tlsOf(settings, secrets[key])
  const encrypted = kafka.security === 'SSL' || kafka.security === 'SASL_SSL'
  return {
    kafka: {
      brokers: kafka.brokers,
      ...(encrypted && { tls: await tls(kafka.tls, 'kafka.key') }),
      ...(kafka.sasl && { sasl: kafkaLogin(kafka.sasl, secret) }),
    },
    registry: {
      url: registry.url,
      subjects: registry.subjects,
      ...loginOf(registry.auth, secret('registry.password'), secret('registry.token')),
      tls: await tls(registry.tls, 'registry.key'),
    },
    store: {
      url: clickhouse.url,
      username: clickhouse.username,
      password: secret('clickhouse.password'),
      database: clickhouse.database,
      settings: clickhouse.settings,
      ...(clickhouse.cluster !== null && { cluster: clickhouse.cluster }),
      tls: await tls(clickhouse.tls, 'clickhouse.key'),
    },
    objects: {
      url: s3.endpoint,
      region: s3.region,
      pathStyle: s3.pathStyle,
      prefix: s3.prefix,
      credentials:
        s3.credentials.kind === 'keys'
          ? { accessKey: s3.credentials.accessKey, secretKey: secret('s3.secretKey') }
          : 'chain',
      ...(s3.bucket !== null && { bucket: s3.bucket }),
      ...(s3.encryption.kind === 'AES256' && { encryption: { kind: 'AES256' } }),
      ...(s3.encryption.kind === 'aws:kms' && {
        encryption: { kind: 'aws:kms', ...(s3.encryption.keyId !== null && { keyId: s3.encryption.keyId }) },
      }),
      tls: await tls(s3.tls, 's3.key'),
    },
    connect:
      sink.kind === 'connect'
        ? {
            url: sink.url,
            ...loginOf(sink.auth, secret('connect.password'), secret('connect.token')),
            tls: await tls(sink.tls, 'connect.key'),
          }
        : null,
  }
}

type Sasl = NonNullable<Environment['kafka']['sasl']>

function kafkaLogin(sasl: Sasl, secret: (name: SecretName) => string): KafkaLogin {
  if (sasl.mechanism !== 'OAUTHBEARER') {
    return { mechanism: sasl.mechanism, username: sasl.username, password: secret('kafka.password') }
  }
  const { mechanism, tokenUrl, clientId, scope } = sasl
  const clientSecret = secret('kafka.clientSecret')
  return { mechanism, tokenUrl, clientId, clientSecret, ...(scope !== null && { scope }) }
}

function loginOf(auth: HttpAuth, password: string, token: string): { login?: HttpLogin } {
  if (auth.kind === 'none') return {}
  return {
    login: auth.kind === 'basic' ? { kind: 'basic', username: auth.username, password } : { kind: 'bearer', token },
  }
}

async function tlsOf(settings: TlsSettings, pastedKey: string | undefined): Promise<Tls> {
  const { ca, certificate, keyFile, serverName } = settings
  const key = keyFile === null ? pastedKey : await pemOf({ file: keyFile })
  return {
    ...(ca && { ca: await pemOf(ca) }),
    ...(certificate && { cert: await pemOf(certificate) }),
    ...(key && { key }),
    ...(serverName !== null && { serverName }),
  }
}

async function pemOf(pem: Pem): Promise<string> {
  if ('text' in pem) return pem.text
  return readFile(pem.file, 'utf8').catch((thrown: NodeJS.ErrnoException) => {
    throw new FaultError({ code: 'environment-file', file: pem.file, reason: thrown.code ?? thrown.message })
  })
}
