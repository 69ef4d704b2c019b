import { expect, it } from 'vitest'
import { CLIENT_FORMATS, clientConfiguration } from './client-configuration'

const AUTHORITY = '-----BEGIN CERTIFICATE-----\nAAAA\nBBBB\n-----END CERTIFICATE-----\n'
const login = { username: 'millrace', password: 'only-for-tests', authority: AUTHORITY, endsAt: 0 }
const encrypted = { address: '127.0.0.1:9092', login }

it('is complete in one file for Java', () => {
  expect(clientConfiguration(encrypted, 'java')).toBe(
    [
      'bootstrap.servers=127.0.0.1:9092',
      'security.protocol=SASL_SSL',
      'sasl.mechanism=PLAIN',
      'sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required username="millrace" password="only-for-tests";',
      'ssl.truststore.type=PEM',
      'ssl.truststore.certificates=-----BEGIN CERTIFICATE----- AAAA BBBB -----END CERTIFICATE-----',
      '',
    ].join('\n'),
  )
})

it('names the file of the certificate for librdkafka', () => {
  const lines = clientConfiguration(encrypted, 'librdkafka').split('\n')
  expect(lines).toEqual(expect.arrayContaining(['sasl.password=only-for-tests', 'ssl.ca.location=millrace-ca.pem']))
  expect(clientConfiguration(encrypted, 'certificate')).toBe(AUTHORITY)
})

it('has no secret when the port is in plain text', () => {
  const texts = CLIENT_FORMATS.map((format) => clientConfiguration({ address: '127.0.0.1:29092', login: null }, format))
  const plain = 'bootstrap.servers=127.0.0.1:29092\nsecurity.protocol=PLAINTEXT\n'
  expect(texts).toEqual([plain, plain, ''])
})
