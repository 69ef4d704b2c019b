import { randomBytes } from 'node:crypto'
import { ConfigResourceTypes, Kafka, logLevel } from 'kafkajs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { STARTED_WITHIN_MS, type TestService, testStack, whyNoStack } from '../../../../e2e/stack/support/test-stack'
import { openTopicAdmin } from './topic-admin'

const missing = await whyNoStack('kafka')

describe.skipIf(missing !== null)(`Topics in Kafka${missing === null ? '' : ` (${missing})`}`, () => {
  const stack = testStack()
  const { signal } = new AbortController()
  let kafka: TestService
  beforeAll(async () => {
    kafka = await stack.start('kafka')
  }, STARTED_WITHIN_MS)
  afterAll(() => stack.remove())

  const address = () => ({ brokers: [`127.0.0.1:${kafka.port(9092)}`] })
  const newTopic = (partitions: number) => ({
    topic: `test_${randomBytes(4).toString('hex')}`,
    partitions,
    config: { 'cleanup.policy': 'compact', 'segment.bytes': 4 << 20 },
  })
  const found = async (topic: string) => {
    const admin = new Kafka({ ...address(), logLevel: logLevel.NOTHING }).admin()
    await admin.connect()
    const { topics } = await admin.fetchTopicMetadata({ topics: [topic] })
    const { resources } = await admin.describeConfigs({
      includeSynonyms: false,
      resources: [{ type: ConfigResourceTypes.TOPIC, name: topic }],
    })
    await admin.disconnect()
    const configs = resources[0]?.configEntries.map(({ configName, configValue }) => [configName, configValue]) ?? []
    return { partitions: topics[0]?.partitions.length, config: Object.fromEntries(configs) }
  }

  it('are created with their partitions and settings', async () => {
    const wanted = newTopic(3)
    await openTopicAdmin(address()).create(wanted, signal)
    expect(await found(wanted.topic)).toMatchObject({
      partitions: 3,
      config: { 'cleanup.policy': 'compact', 'segment.bytes': String(4 << 20), 'min.insync.replicas': '1' },
    })
  })

  it('stay as they are when they exist, and are created once by several at a time', async () => {
    const wanted = newTopic(2)
    await Promise.all([1, 2, 3].map(() => openTopicAdmin(address()).create(wanted, signal)))
    await openTopicAdmin(address()).create({ ...wanted, partitions: 5, config: {} }, signal)
    expect(await found(wanted.topic)).toMatchObject({ partitions: 2, config: { 'cleanup.policy': 'compact' } })
  })

  it('are refused with Kafka’s own reason when their settings make no sense', async () => {
    const wanted = { ...newTopic(1), config: { 'cleanup.policy': 'sometimes' } }
    await expect(openTopicAdmin(address()).create(wanted, signal)).rejects.toMatchObject({
      fault: { code: 'log-unavailable', reason: expect.stringMatching(/config/i) },
    })
  })
})
