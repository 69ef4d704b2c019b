import { type KafkaProxy, kafkaProxy } from '@main/adapters/platformatic-kafka/testing/kafka-proxy'
import { Environment } from '@shared/model/environment'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Client, connect } from '../crash/support/client'
import { type Life, live, until } from '../crash/support/life'
import { millrace, temporaryDir } from '../support/millrace'
import { addEnvironment } from './support/add-environment'
import { type Cluster, startCluster } from './support/cluster'
import { freePorts } from './support/part'
import { type RecordingProxy, recordingProxy } from './support/recording-proxy'
import { REGISTRY_PATH } from './support/servers'

const DATASET = 'user_interactions'
/** Kafka's requests that change nothing: Fetch, ListOffsets, Metadata, OffsetFetch, FindCoordinator, ApiVersions. */
const LOOKING = new Set([1, 2, 3, 9, 10, 18])

let cluster: Cluster
let kafka: KafkaProxy
let registry: RecordingProxy
let clickhouse: RecordingProxy
let s3: RecordingProxy
let environment: Environment
let life: Life
let session: { client: Client; close(): void }
const dirs: Awaited<ReturnType<typeof temporaryDir>>[] = []
const kafkaRequests = new Map<number, number>()

const newDir = async () => {
  const made = await temporaryDir()
  dirs.push(made)
  return made.dir
}

beforeAll(async () => {
  const [port = 0] = await freePorts(1)
  cluster = await startCluster({ security: 'PLAINTEXT', advertised: [port] })
  kafka = await kafkaProxy(port, cluster.brokerPorts[0] ?? 0)
  const { ca } = cluster.authority
  const at = { ...cluster.environment }
  registry = await recordingProxy(at.registry.url, ca)
  clickhouse = await recordingProxy(at.clickhouse.url, ca)
  s3 = await recordingProxy(at.s3.endpoint, ca)
  environment = Environment.parse({
    ...at,
    kafka: { ...at.kafka, brokers: [`localhost:${port}`] },
    registry: { ...at.registry, url: `${registry.url}${REGISTRY_PATH}` },
    clickhouse: { ...at.clickhouse, url: clickhouse.url },
    s3: { ...at.s3, endpoint: s3.url },
  })
  // Another Millrace fills the clusters.
  const filling = await newDir()
  const name = await addEnvironment(cluster, filling, environment)
  const run = ['run', '--environment', name, '--data-dir', filling, '--rate', '500', '--for', '8s', '--json']
  const { code, stderr } = await millrace(...run)
  if (code !== 0) throw new Error(stderr)

  for (const { requests } of [registry, clickhouse, s3]) requests.length = 0
  kafka.fate = (apiKey) => {
    kafkaRequests.set(apiKey, (kafkaRequests.get(apiKey) ?? 0) + 1)
    return 'pass'
  }
  const looking = await newDir()
  await addEnvironment(cluster, looking, { ...environment, readOnly: true })
  life = live(['serve', '--environment', name, '--data-dir', looking, '--no-open', '--no-welcome', '--port', '0'])
  session = await connect(life)
}, 300_000)

afterAll(async () => {
  session?.close()
  life?.child.kill('SIGTERM')
  await life?.ended
  await Promise.all([registry, clickhouse, s3].map((proxy) => proxy?.close()))
  kafka?.close()
  await cluster?.stop()
  for (const dir of dirs) await dir.remove()
})

it('shows the counts of log and store, and says why no stage runs', async () => {
  const { client } = session
  await client.pipeline.start({})
  await until('the counts are known', async () => {
    for await (const status of await client.pipeline.feed()) {
      const total = (id: string) => status.stages.find((stage) => stage.id === id)?.figures.total ?? 0
      return total('log') > 3_000 && total('store') > 3_000
    }
    return false
  })
  for await (const { stages } of await client.pipeline.feed()) {
    expect(new Set(stages.map(({ state }) => state.state))).toEqual(new Set(['stopped']))
    for (const { lastFault } of stages) expect(lastFault?.fault).toMatchObject({ code: 'read-only' })
    break
  }
})

it('shows the reports and extracts that are in S3, the events and their traces', async () => {
  const { client } = session
  const windows = async () => (await client.windows.list({ dataset: DATASET, limit: 10 })).items
  await until('the reports are known', async () => (await windows()).some(({ revision }) => revision > 0))
  const [newest] = await windows()
  if (!newest) throw new Error('there is no window')
  const { start } = newest
  const report = await client.reports.get({ dataset: DATASET, start })
  const { rows, total } = await client.events.rows({
    dataset: DATASET,
    start,
    limit: 5,
    order: 'time',
    errorsOnly: false,
  })
  expect(total).toBe(report.analysis.rows)
  const [row] = rows
  const id = String(row?.event.event_id)
  expect(await client.events.find({ dataset: DATASET, id })).toEqual(row?.place)
  const trace = await client.events.trace({
    dataset: DATASET,
    ...(row?.place ?? { epoch: 0, partition: 0, offset: 0 }),
  })
  expect(JSON.stringify(trace)).toContain(id)
})

it('refuses to run or replay there, in words', async () => {
  const dir = await newDir()
  await addEnvironment(cluster, dir, { ...environment, readOnly: true })
  const { code, stderr } = await millrace('run', '--environment', environment.name, '--data-dir', dir, '--for', '1s')
  expect(code).toBe(1)
  expect(stderr).toContain('is read-only')
})

it('has sent no request that writes', async () => {
  expect([...kafkaRequests.keys()].filter((key) => !LOOKING.has(key))).toEqual([])
  expect(registry.requests.filter(({ method }) => method !== 'GET')).toEqual([])
  expect(s3.requests.filter(({ method }) => method !== 'GET' && method !== 'HEAD')).toEqual([])
  const statements = clickhouse.requests.map(({ path, body }) => {
    const inUrl = new URL(path, 'http://x').searchParams.get('query') ?? ''
    return path.startsWith('/ping') ? 'SELECT' : `${inUrl}${body}`.trim()
  })
  expect(statements.filter((sql) => !/^SELECT\b/i.test(sql))).toEqual([])
  const counts = { kafka: Object.fromEntries(kafkaRequests), registry: registry.requests.length }
  console.log(JSON.stringify({ ...counts, clickhouse: statements.length, s3: s3.requests.length }))
  expect(kafkaRequests.get(1)).toBeGreaterThan(0)
  expect(Math.min(statements.length, s3.requests.length)).toBeGreaterThan(5)
})
