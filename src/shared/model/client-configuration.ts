import { assertNever } from './assert-never'
import type { ServiceConnection } from './service'

/** `java`: Kafka's own tools and Java clients. `librdkafka`: kcat, and clients for Python, Go, .NET, Rust and others. */
export const CLIENT_FORMATS = ['java', 'librdkafka', 'certificate'] as const
export type ClientFormat = (typeof CLIENT_FORMATS)[number]

/** The file's name in the librdkafka form, which cannot hold the certificate itself. */
export const CERTIFICATE_FILE = 'millrace-ca.pem'

/** What a program on this machine needs to connect to Kafka, as text with a line break at its end. */
export function clientConfiguration({ address, login }: ServiceConnection, format: ClientFormat): string {
  if (login === null) {
    return format === 'certificate' ? '' : textOf({ 'bootstrap.servers': address, 'security.protocol': 'PLAINTEXT' })
  }
  const { username, password, authority } = login
  const common = { 'bootstrap.servers': address, 'security.protocol': 'SASL_SSL', 'sasl.mechanism': 'PLAIN' }
  switch (format) {
    case 'java':
      return textOf({
        ...common,
        'sasl.jaas.config': `org.apache.kafka.common.security.plain.PlainLoginModule required username="${username}" password="${password}";`,
        'ssl.truststore.type': 'PEM',
        'ssl.truststore.certificates': authority.trim().replaceAll('\n', ' '),
      })
    case 'librdkafka':
      return textOf({
        ...common,
        'sasl.username': username,
        'sasl.password': password,
        'ssl.ca.location': CERTIFICATE_FILE,
      })
    case 'certificate':
      return authority
    default:
      return assertNever(format)
  }
}

function textOf(properties: Readonly<Record<string, string>>): string {
  return Object.entries(properties)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('')
}
