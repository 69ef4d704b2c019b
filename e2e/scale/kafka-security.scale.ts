import type { KafkaAddress } from '@main/ports/kafka-address'
import { FaultError } from '@shared/model/fault'
import { faultMessage } from '@shared/model/fault-message'
import { expect, it, onTestFinished } from 'vitest'
import { type Cluster, type ClusterOptions, startCluster } from './support/cluster'
import { openFlowOn } from './support/open-flow'
import { freePorts } from './support/part'
import { type TokenServer, tokenServer } from './support/token-server'

const TOPIC = 'orders'
const RECORDS = Array.from({ length: 100 }, (_, i) => ({
  key: new TextEncoder().encode(`k${i}`),
  value: new TextEncoder().encode(`value ${i}`),
  eventTime: 1_700_000_000_000 + i,
}))

async function kafkaWith(options: ClusterOptions): Promise<Cluster> {
  const cluster = await startCluster({ ...options, only: ['kafka'] })
  onTestFinished(() => cluster.stop())
  return cluster
}

/** Creates a topic, appends to it in transactions and reads everything back; resolves with the number of records read. */
async function writeAndRead(cluster: Cluster, kafka: KafkaAddress = cluster.addresses.kafka): Promise<number> {
  const flow = await openFlowOn({ ...cluster.addresses, kafka })
  try {
    const { log } = flow.ports
    await log.createTopic(TOPIC, 2)
    await flow.log.beginEpoch(TOPIC, [])
    await log.append(TOPIC, RECORDS)
    await log.commit(TOPIC, (await log.offsets(TOPIC)).end)
    let count = 0
    for (let next: readonly number[] = [0, 0], deadline = Date.now() + 10_000; count < 100 && Date.now() < deadline; ) {
      const read = await log.read(TOPIC, next, 1_000)
      count += read.records.length
      next = read.next
    }
    return count
  } finally {
    await flow.close()
  }
}

const WAYS: readonly ClusterOptions[] = [
  { security: 'PLAINTEXT' },
  { security: 'SSL', clientCertificates: true },
  { security: 'SASL_PLAINTEXT', mechanisms: ['SCRAM-SHA-256'] },
  { security: 'SASL_SSL', mechanisms: ['PLAIN'] },
  { security: 'SASL_SSL', mechanisms: ['SCRAM-SHA-512'], clientCertificates: true },
]

it.each(WAYS)('writes to Kafka and reads from it by %j', async (options) => {
  expect(await writeAndRead(await kafkaWith(options))).toBe(RECORDS.length)
})

it('logs in with a token that it fetches once, from a server of the same authority', async () => {
  const [port = 0] = await freePorts(1)
  const tokenUrl = `https://localhost:${port}/token`
  const cluster = await kafkaWith({ security: 'SASL_SSL', mechanisms: ['OAUTHBEARER'], tokenUrl })
  const secret = cluster.secrets['kafka.clientSecret']
  const server: TokenServer = await tokenServer(port, await cluster.authority.issue('tokens'), `millrace:${secret}`)
  onTestFinished(() => server.close())
  expect(await writeAndRead(cluster)).toBe(RECORDS.length)
  expect(server.given()).toBe(1)
})

it('verifies the name of each broker, or the name that is pinned', async () => {
  const cluster = await kafkaWith({
    security: 'SASL_SSL',
    certificate: (authority) => authority.issue('server', { names: ['kafka.internal'] }),
  })
  const { kafka } = cluster.addresses
  const refused = await writeAndRead(cluster).catch((thrown: unknown) => thrown)
  expect(refused).toBeInstanceOf(FaultError)
  expect(faultMessage((refused as FaultError).fault)).toMatch(/altnames/i)
  const pinned = { ...kafka, tls: { ...kafka.tls, serverName: 'kafka.internal' } }
  expect(await writeAndRead(cluster, pinned)).toBe(RECORDS.length)
})
