import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { avroCodecs } from '@main/adapters/avro/codecs'
import { openConfluentRegistry } from '@main/adapters/confluent-registry/registry'
import { loadDatasets } from '@main/adapters/dataset-files/load-datasets'
import { openTopicAdmin } from '@main/adapters/kafkajs/topic-admin'
import { openKafkaLog } from '@main/adapters/platformatic-kafka/event-log'
import { openCodec } from '@main/pipeline/codec'
import type { EventLog } from '@main/ports/event-log'
import type { EventCodec } from '@main/ports/schema-registry'
import type { SinkConnector } from '@main/ports/sink-connector'
import { type Dataset, DEFAULT_DATASET } from '@shared/model/dataset'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type TestService, testStack, whyNoStack } from '../../../../e2e/stack/support/test-stack'
import { openClickHouseStore } from '../clickhouse/clickhouse-store'
import { openTopicReader, type TopicReader } from '../platformatic-kafka/topic-reader'
import { type ConnectorTemplate, parseConnectorTemplate } from './connector-template'
import { openKafkaConnect } from './kafka-connect'

const SERVICES = ['kafka', 'schema-registry', 'clickhouse', 'kafka-connect']
const missing = await whyNoStack(...SERVICES)
const signal = AbortSignal.timeout(600_000)

describe.skipIf(missing !== null)(`Kafka Connect${missing === null ? '' : ` (${missing})`}`, () => {
  const stack = testStack()
  let kafka: TestService
  let worker: TestService
  let dataset: Dataset
  let template: ConnectorTemplate
  let topics: TopicReader
  let log: EventLog
  let codec: EventCodec
  const address = () => `http://127.0.0.1:${worker.port(8083)}`
  const open = (changed: Record<string, string> = {}): SinkConnector =>
    openKafkaConnect({
      address: { url: address() },
      template: { ...template, config: { ...template.config, ...changed } },
      readTopic: topics.read,
    })
  const statusOf = (connect: SinkConnector) => connect.status(dataset.name)
  const until = async (reached: () => Promise<boolean>) => {
    while (!(await reached())) {
      signal.throwIfAborted()
      await sleep(250)
    }
  }
  const tools = '/opt/kafka/bin'
  const at = ['--bootstrap-server', 'kafka:19092']

  beforeAll(async () => {
    const [found] = (await loadDatasets(['resources/datasets'])).datasets.filter(({ name }) => name === DEFAULT_DATASET)
    dataset = { ...(found as Dataset), partitions: 3 }
    template = parseConnectorTemplate(await readFile('compose/kafka-connect/connector.json', 'utf8'), 'connector.json')
    kafka = await stack.start('kafka')
    const brokers = { brokers: [`127.0.0.1:${kafka.port(9092)}`] }
    topics = openTopicReader(brokers)
    log = openKafkaLog({ kafka: brokers, admin: openTopicAdmin(brokers), maxBytes: 1e9 })
    await log.createTopic(dataset.name, dataset.partitions)
    const [schemas, clickhouse] = await Promise.all([stack.start('schema-registry'), stack.start('clickhouse')])
    worker = await stack.start('kafka-connect')
    const url = `http://127.0.0.1:${clickhouse.port(8123)}`
    const store = openClickHouseStore({ url, username: 'millrace', password: 'only-for-tests' })
    await store.prepare(dataset, 30)
    await store.landing.open(dataset, await log.epochs(dataset.name))
    await store.close()
    const registry = openConfluentRegistry({ url: `http://127.0.0.1:${schemas.port(8081)}` })
    codec = await openCodec({ registry, codecs: avroCodecs }, dataset)
    await registry.close()
  }, 600_000)
  afterAll(async () => {
    await Promise.all([topics.close(), log.close()])
    await stack.remove()
  })

  it('creates a stopped connector, and finds it again unchanged', async () => {
    const connect = open()
    expect(await statusOf(connect)).toEqual({ state: 'missing' })
    expect(await connect.ensure(dataset)).toBe('created')
    expect(await connect.ensure(dataset)).toBe('unchanged')
    await until(async () => (await statusOf(connect)).state === 'stopped')
    await connect.moveTo(dataset, [0, 0, 0], signal)
    expect(await connect.done(dataset)).toEqual([0, 0, 0])
  })

  it('runs it, accepts another configuration meanwhile, and stops it reliably', async () => {
    const connect = open()
    await connect.resume(dataset.name)
    await until(async () => (await statusOf(connect)).state === 'running')
    const more = open({ 'consumer.override.max.poll.records': '5000' })
    expect(await more.ensure(dataset)).toBe('changed')
    await until(async () => (await statusOf(connect)).state === 'running')
    await connect.stop(dataset.name, signal)
    expect(await statusOf(connect)).toEqual({ state: 'stopped' })
    const groups = await kafka.exec(`${tools}/kafka-consumer-groups.sh`, ...at, '--list')
    expect(groups).toContain('connect-millrace-user_interactions')
    expect(await connect.ensure(dataset)).toBe('changed')
  })

  it('commits records that it rejects, and reports the reason', async () => {
    const connect = open()
    await connect.resume(dataset.name)
    const lines = Array.from({ length: 30 }, (_, i) => `no event ${i}`).join('\\n')
    const producer = `${tools}/kafka-console-producer.sh ${at.join(' ')} --topic ${dataset.name}`
    await kafka.exec('bash', '-c', `printf '${lines}\\n' | ${producer}`)
    await until(async () => (await connect.done(dataset)).reduce((sum, offset) => sum + offset, 0) === 30)
    expect(await statusOf(connect)).toEqual({ state: 'running', tasks: 1 })
    const { records, next } = await connect.rejected(dataset.name, 0, 100)
    expect([records.length, next]).toEqual([30, 30])
    expect(new Set(records.map(({ partition, offset }) => `${partition} ${offset}`)).size).toBe(30)
    expect(records[0]?.reason).toContain('Unknown magic byte')
    expect((await connect.rejected(dataset.name, 28, 100)).records).toHaveLength(2)
  })

  it('moves a stopped connector back, also right after its worker was killed', async () => {
    const connect = open()
    const end = await connect.done(dataset)
    await worker.kill()
    await expect(connect.status(dataset.name)).rejects.toMatchObject({ fault: { code: 'connect-unavailable' } })
    await worker.startAgain()
    await connect.stop(dataset.name, signal)
    await connect.moveTo(dataset, [0, 0, 0], signal)
    expect(await connect.done(dataset)).toEqual([0, 0, 0])
    await connect.resume(dataset.name)
    await until(async () => JSON.stringify(await connect.done(dataset)) === JSON.stringify(end))
  })

  it('reports why a task failed, and restarts it', async () => {
    const astray = open({ topic2TableMap: `${dataset.name}=no_such_table` })
    await astray.ensure(dataset)
    const record = { key: new Uint8Array(0), value: codec.encode(anEvent()), eventTime: Date.now() }
    // A new, busy broker may need several attempts for its first transaction.
    await until(() =>
      log.append(dataset.name, [record]).then(
        () => true,
        () => false,
      ),
    )
    await until(async () => (await statusOf(astray)).state === 'failed')
    expect(await statusOf(astray)).toMatchObject({ reason: expect.stringContaining('no_such_table') })
    await astray.restart(dataset.name)
    await until(async () => (await statusOf(astray)).state === 'failed')
    const connect = open()
    expect(await connect.ensure(dataset)).toBe('changed')
    await until(async () => (await statusOf(connect)).state === 'running')
    await until(async () => (await connect.done(dataset)).reduce((sum, offset) => sum + offset, 0) >= 31)
  })
})

function anEvent() {
  const id = randomUUID()
  return {
    event_id: id,
    user_id: id,
    session_id: id,
    event_type: 'SEARCH',
    event_timestamp: Date.now(),
    request_latency_ms: 1,
    status: 'SUCCESS',
    error_code: null,
    product_id: null,
  }
}
