import { randomUUID } from 'node:crypto'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { loadDatasets } from '@main/adapters/dataset-files/load-datasets'
import { parseConnectorTemplate } from '@main/adapters/kafka-connect/connector-template'
import { type ClusterFlowSpec, OWN_TOPICS, openClusterFlow } from '@main/backends/cluster/cluster-flow'
import { openCodec } from '@main/pipeline/codec'
import { sink } from '@main/pipeline/sink/sink-stage'
import { newsItem } from '@main/pipeline/stage'
import { wantedBy } from '@main/pipeline/testing/wanted-by'
import { type Mortality, mortalPort } from '@main/ports/fakes/mortal-port'
import { type Dataset, DEFAULT_DATASET } from '@shared/model/dataset'
import { type Fault, FaultError } from '@shared/model/fault'
import { Settings } from '@shared/model/settings'
import { type TestService, type TestStack, testStack } from './test-stack'

export const SINK_SERVICES = ['kafka', 'schema-registry', 'clickhouse', 'kafka-connect']
const root = new URL('../../../', import.meta.url)
const DRAINED_WITHIN_MS = 120_000
const RETRY_MS = 500
const ROUND_MS = 100
const user = { username: 'millrace', password: 'only-for-tests' }

type Kind = Settings['sink']['kind']
type Flow = Awaited<ReturnType<typeof openClusterFlow>>

/** The sink's stage over real services, with events flowing, and controls for failures. */
export interface RunningSink {
  readonly kafka: TestService
  readonly registry: TestService
  readonly clickhouse: TestService
  readonly connect: TestService
  readonly faults: readonly (Fault | null)[]
  readonly flow: Flow
  readonly dataset: Dataset
  /** An event as Millrace's own source would write it. */
  encode(): Uint8Array
  /** Sets the number of events per second from now on, and the share of unreadable ones. */
  produce(rate: number, badShare?: number): void
  choose(kind: Kind): void
  /** Stops the stage in the middle of its work, like a dying process, and restarts it. */
  crash(): Promise<void>
  /** Stops producing and resolves once the sink has processed everything. */
  drained(): Promise<void>
  /** The counts of all records ever produced. */
  readonly produced: { good: number; bad: number }
  /** Counted with plain SQL. */
  counted(): Promise<{ rows: number; positions: number; events: number; parts: number }>
  close(): Promise<void>
}

export async function runSink(kind: Kind): Promise<RunningSink> {
  const stack: TestStack = testStack()
  const stateDir = await mkdtemp(join(tmpdir(), 'millrace-sink-'))
  const found = (await loadDatasets([new URL('resources/datasets', root).pathname])).datasets.find(
    (d) => d.name === DEFAULT_DATASET,
  )
  if (!found) throw new Error('no default dataset')
  const dataset = found
  const kafka = await stack.start('kafka')
  const [registry, clickhouse] = await Promise.all([stack.start('schema-registry'), stack.start('clickhouse')])
  const connect = await stack.start('kafka-connect')
  const file = new URL('compose/kafka-connect/connector.json', root)
  const spec: ClusterFlowSpec = {
    backend: 'cluster',
    stateDir,
    logMaxBytes: 1_000_000_000,
    addresses: {
      kafka: { brokers: [`127.0.0.1:${kafka.port(9092)}`] },
      registry: { url: `http://127.0.0.1:${registry.port(8081)}` },
      store: { url: `http://127.0.0.1:${clickhouse.port(8123)}`, ...user },
      connect: { url: `http://127.0.0.1:${connect.port(8083)}` },
    },
    topics: OWN_TOPICS,
    subjects: {},
    connector: parseConnectorTemplate(await readFile(file, 'utf8'), file.pathname),
  }
  const flows: Flow[] = []
  const openFlow = async () => {
    const flow = await openClusterFlow(spec)
    flows.push(flow)
    return flow
  }
  const flow = await openFlow()
  await flow.ports.log.createTopic(dataset.name, dataset.partitions)
  await flow.ports.store.prepare(dataset, 30)
  const codec = await openCodec(flow.ports, dataset)

  let settings = Settings.parse({ backend: 'docker', sink: { kind } })
  let wish = { rate: 0, badShare: 0 }
  const produced = { good: 0, bad: 0 }
  const faults: (Fault | null)[] = []
  const end = new AbortController()
  let append: Promise<void> = Promise.resolve()

  const produceOn = async () => {
    for (let owed = 0; !end.signal.aborted; await sleep(ROUND_MS)) {
      const now = wish
      owed += (now.rate * ROUND_MS) / 1_000
      const count = Math.floor(owed)
      owed -= count
      if (count === 0) continue
      const bad = Math.round(count * now.badShare)
      const records = Array.from({ length: count }, (_, i) => {
        const whole = codec.encode(anEvent())
        const value = i < bad ? whole.subarray(0, whole.length - 1 - (i % 40)) : whole
        return { key: whole.subarray(5, 13), value, eventTime: Date.now() }
      })
      append = withRetries(() => flow.ports.log.append(dataset.name, records))
      await append
      produced.good += count - bad
      produced.bad += bad
    }
  }

  let stage = {
    life: { dead: false, callsLeft: Number.POSITIVE_INFINITY },
    stop: new AbortController(),
    ended: Promise.resolve(),
  }
  const begin = async () => {
    const { ports } = await openFlow()
    const life: Mortality = { dead: false, callsLeft: Number.POSITIVE_INFINITY }
    const mortal = <T extends object>(port: T): T => mortalPort(port, life)
    const stop = new AbortController()
    const own = {
      ...ports,
      clock: mortal(ports.clock),
      log: mortal(ports.log),
      deadLetters: mortal(ports.deadLetters),
      foreign: ports.foreign && mortal(ports.foreign),
      store: mortal({ ...ports.store, landing: mortal(ports.store.landing) }),
      connector: ports.connector && mortal(ports.connector),
    }
    const ended = (async () => {
      if (sink.thread !== 'worker') throw new Error('the sink has moved')
      while (!stop.signal.aborted) {
        try {
          await sink.run({
            ports: own,
            datasets: [dataset],
            wanted: () => wantedBy(settings),
            counted: {},
            tell(kind, news) {
              const item = newsItem(kind, news)
              if (item.kind === 'fault') faults.push(item.news)
            },
            signal: stop.signal,
          })
        } catch (thrown) {
          if (!(thrown instanceof FaultError)) throw thrown
          faults.push(thrown.fault)
        }
        if (!stop.signal.aborted) await own.clock.sleep(RETRY_MS, stop.signal)
      }
    })()
    stage = { life, stop, ended }
  }
  await begin()
  const producing = produceOn()

  return {
    kafka,
    registry,
    clickhouse,
    connect,
    faults,
    flow,
    dataset,
    encode: () => codec.encode(anEvent()),
    produced,
    produce(rate, badShare = 0) {
      wish = { rate, badShare }
    },
    choose(chosen) {
      settings = Settings.parse({ backend: 'docker', sink: { kind: chosen } })
    },
    async crash() {
      stage.life.dead = true
      await begin()
    },
    async drained() {
      wish = { rate: 0, badShare: 0 }
      await sleep(2 * ROUND_MS)
      await append
      const until = Date.now() + DRAINED_WITHIN_MS
      for (;;) {
        const [{ end: last }, committed] = await Promise.all([
          withRetries(() => flow.ports.log.offsets(dataset.name)),
          withRetries(() => flow.ports.log.committed(dataset.name)),
        ])
        if (last.every((offset, partition) => (committed[partition] ?? 0) >= offset)) return
        if (Date.now() > until)
          throw new Error(`not drained: ${committed} of ${last}; ${JSON.stringify(faults.slice(-5))}`)
        await sleep(RETRY_MS)
      }
    },
    async counted() {
      const sql = `SELECT count(), uniqExact(\`@log_epoch\`, \`@log_partition\`, \`@log_offset\`), uniqExact(event_id), (SELECT count() FROM system.parts WHERE active AND table = '${dataset.name}') FROM ${dataset.name}`
      const headers = { 'x-clickhouse-user': user.username, 'x-clickhouse-key': user.password }
      const response = await fetch(spec.addresses.store.url, { method: 'POST', headers, body: sql })
      const [rows, positions, events, parts] = (await response.text()).trim().split('\t').map(Number)
      return { rows: rows ?? -1, positions: positions ?? -1, events: events ?? -1, parts: parts ?? -1 }
    },
    async close() {
      stage.stop.abort()
      await stage.ended
      end.abort()
      await producing
      await Promise.all(flows.map((opened) => opened.close()))
      await stack.remove()
      await rm(stateDir, { recursive: true, force: true })
    },
  }
}

/** Services die in these tests, so calls to them may fail meanwhile. */
async function withRetries<T>(work: () => Promise<T>): Promise<T> {
  for (let left = 60; ; left--) {
    try {
      return await work()
    } catch (thrown) {
      if (left === 0) throw thrown
      await sleep(RETRY_MS)
    }
  }
}

function anEvent() {
  return {
    event_id: randomUUID(),
    user_id: randomUUID(),
    session_id: randomUUID(),
    event_type: 'SEARCH',
    event_timestamp: Date.now(),
    request_latency_ms: 12,
    status: 'SUCCESS',
    error_code: null,
    product_id: null,
  }
}
