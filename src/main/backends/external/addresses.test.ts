import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Environment } from '@shared/model/environment'
import { expect, it, onTestFinished } from 'vitest'
import { addressesOf } from './addresses'

const PEM = '-----BEGIN CERTIFICATE-----\nx\n-----END CERTIFICATE-----\n'
const BARE = {
  name: 'staging',
  kafka: { brokers: ['kafka:9092'] },
  registry: { url: 'http://registry' },
  clickhouse: { url: 'http://clickhouse:8123' },
  s3: { endpoint: 'http://s3' },
}

async function fileWith(text: string): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'millrace-addresses-'))
  onTestFinished(() => rm(dir, { recursive: true, force: true }))
  const file = join(dir, 'file.pem')
  await writeFile(file, text)
  return file
}

it('takes Kafka without TLS and without a login for PLAINTEXT', async () => {
  const { kafka, connect } = await addressesOf(Environment.parse(BARE), {})
  expect(kafka).toEqual({ brokers: ['kafka:9092'] })
  expect(connect).toBeNull()
})

it('reads certificates from files and pasted texts, and keys from files or secrets', async () => {
  const file = await fileWith(PEM)
  const environment = Environment.parse({
    ...BARE,
    kafka: {
      brokers: ['kafka:9093'],
      security: 'SASL_SSL',
      sasl: { mechanism: 'PLAIN', username: 'me' },
      tls: { ca: { text: PEM }, certificate: { file }, keyFile: file, serverName: 'kafka.internal' },
    },
    clickhouse: { url: 'https://clickhouse', tls: { certificate: { text: PEM } } },
  })
  const { kafka, store } = await addressesOf(environment, { 'kafka.password': 'pw', 'clickhouse.key': 'pasted key' })
  expect(kafka).toEqual({
    brokers: ['kafka:9093'],
    tls: { ca: PEM, cert: PEM, key: PEM, serverName: 'kafka.internal' },
    sasl: { mechanism: 'PLAIN', username: 'me', password: 'pw' },
  })
  expect(store.tls).toEqual({ cert: PEM, key: 'pasted key' })
})

it('names the file that cannot be read', async () => {
  const environment = Environment.parse({
    ...BARE,
    registry: { url: 'https://registry', tls: { ca: { file: '/no/such.pem' } } },
  })
  await expect(addressesOf(environment, {})).rejects.toMatchObject({
    fault: { code: 'environment-file', file: '/no/such.pem', reason: 'ENOENT' },
  })
})
