import { mkdir, writeFile } from 'node:fs/promises'
import { cpus } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { chdbStoreServer } from '@main/adapters/chdb/launch-store-process'
import { loadDatasets } from '@main/adapters/dataset-files/load-datasets'
import { nodeChildLauncher } from '@main/adapters/node-child/node-child-launcher'
import { OWN_TOPICS } from '@main/backends/cluster/cluster-flow'
import type { StoreAddress } from '@main/ports/store'
import { DEFAULT_DATASET } from '@shared/model/dataset'
import { expect, it } from 'vitest'
import { type TestService, testStack, whyNoStack } from '../stack/support/test-stack'
import { root, temporaryDir } from '../support/millrace'
import { type FlowFigures, measureFlow } from './flow'

const missing = await whyNoStack('kafka', 'schema-registry')
const seconds = Number(process.env.MILLRACE_BENCH_SECONDS ?? 20)
/** Kafka's tool must fit into the broker's container together with the broker. */
const TOOL_HEAP = '-Xmx256m'
const TOOL_RECORDS = 1_000_000
/** Roughly the interval of the source's commits at full speed. */
const TOOL_TRANSACTION_MS = 50

it.skipIf(missing !== null)(
  `compares the log in Kafka with the embedded one${missing ? ` (${missing})` : ''}`,
  async () => {
    const [dataset] = (await loadDatasets([join(root, 'resources', 'datasets')])).datasets.filter(
      ({ name }) => name === DEFAULT_DATASET,
    )
    if (!dataset) throw new Error('there is no default dataset')
    const stack = testStack()
    try {
      const kafka = await stack.start('kafka')
      const registry = await stack.start('schema-registry')
      const embedded = await withStore((dir, storeAddress) =>
        measureFlow(
          { backend: 'embedded', dataDir: dir, logMaxBytes: Number.MAX_SAFE_INTEGER, storeAddress },
          dataset,
          seconds,
        ),
      )
      const inKafka = await withStore((stateDir, store) =>
        measureFlow(
          {
            backend: 'cluster',
            stateDir,
            logMaxBytes: Number.MAX_SAFE_INTEGER,
            addresses: {
              kafka: { brokers: [`127.0.0.1:${kafka.port(9092)}`] },
              registry: { url: `http://127.0.0.1:${registry.port(8081)}` },
              store,
              connect: null,
            },
            topics: OWN_TOPICS,
            subjects: {},
            connector: null,
          },
          dataset,
          seconds,
        ),
      )
      const tool = {
        plain: await kafkaOwn(kafka, dataset.partitions, inKafka.recordBytes, []),
        transactional: await kafkaOwn(kafka, dataset.partitions, inKafka.recordBytes, [
          ...['--transactional-id', 'perf', '--transaction-duration-ms', String(TOOL_TRANSACTION_MS)],
        ]),
      }
      tell(embedded, inKafka, tool)
      const machine = `${cpus().length} × ${cpus()[0]?.model.trim()}`
      await mkdir(join(root, 'test-results'), { recursive: true })
      const result = { machine, eventsPerSecond: { embedded, kafka: inKafka, kafkaProducerPerfTest: tool } }
      await writeFile(join(root, 'test-results', 'bench-stack.json'), `${JSON.stringify(result, null, 2)}\n`)
      expect(inKafka.both).toBeGreaterThan(0)
    } finally {
      await stack.remove()
    }
  },
)

/** Both flows store into their own embedded store, so that only the log differs. */
async function withStore<T>(work: (dir: string, store: StoreAddress) => Promise<T>): Promise<T> {
  const { dir, remove } = await temporaryDir()
  const server = await chdbStoreServer({
    launcher: nodeChildLauncher(() => undefined),
    module: pathToFileURL(join(root, 'out', 'main', 'chdb-server.js')),
    dir: join(dir, 'store'),
  }).start(new AbortController().signal)
  try {
    return await work(dir, server.address)
  } finally {
    await server.stop()
    await remove()
  }
}

/**
 * Runs kafka-producer-perf-test inside the broker's container: records of the same size into the same number of partitions,
 * acknowledged in the same way.
 */
async function kafkaOwn(
  kafka: TestService,
  partitions: number,
  bytes: number,
  options: readonly string[],
): Promise<number> {
  const topic = `perf_${Date.now()}`
  const servers = 'kafka:19092'
  const create = ['--create', '--topic', topic, '--partitions', String(partitions)]
  await kafka.exec('/opt/kafka/bin/kafka-topics.sh', '--bootstrap-server', servers, ...create)
  const said = await kafka.exec(
    ...['env', `KAFKA_HEAP_OPTS=${TOOL_HEAP}`, '/opt/kafka/bin/kafka-producer-perf-test.sh', '--topic', topic],
    ...['--num-records', String(TOOL_RECORDS), '--record-size', String(bytes), '--throughput', '-1', ...options],
    ...['--producer-props', `bootstrap.servers=${servers}`, 'acks=all'],
  )
  const rates = [...said.matchAll(/records sent, ([\d.]+) records\/sec/g)]
  const rate = Number(rates.at(-1)?.[1])
  if (!Number.isFinite(rate)) throw new Error(`kafka-producer-perf-test said: ${said.slice(-500)}`)
  return rate
}

function tell(embedded: FlowFigures, kafka: FlowFigures, tool: { plain: number; transactional: number }): void {
  const row = (name: keyof FlowFigures) => ({
    embedded: Math.round(embedded[name]),
    Kafka: Math.round(kafka[name]),
    'Kafka / embedded': (kafka[name] / embedded[name]).toFixed(2),
  })
  const own = (rate: number) => ({ embedded: '', Kafka: Math.round(rate), 'Kafka / embedded': '' })
  console.table({
    'source alone (simulate, encode, append), events/s': row('source'),
    'append alone (4,000 ready records at a time)': row('append'),
    'read alone': row('read'),
    'sink alone (read, decode, insert)': row('sink'),
    'source and sink at once, stored': row('both'),
    [`kafka-producer-perf-test, ${kafka.recordBytes} bytes, acks=all`]: own(tool.plain),
    [`the same, a transaction every ${TOOL_TRANSACTION_MS} ms`]: own(tool.transactional),
  })
}
