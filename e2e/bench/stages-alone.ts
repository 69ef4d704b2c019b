import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { avroCodecs } from '@main/adapters/avro/codecs'
import { chdbStoreServer } from '@main/adapters/chdb/launch-store-process'
import { openClickHouseStore } from '@main/adapters/clickhouse/clickhouse-store'
import { systemClock } from '@main/adapters/clock/system-clock'
import { loadDatasets } from '@main/adapters/dataset-files/load-datasets'
import { folderObjectStore } from '@main/adapters/folder/object-store'
import { openTempFiles } from '@main/adapters/folder/temp-files'
import { hyparquetReader } from '@main/adapters/hyparquet/hyparquet-reader'
import { lineFile } from '@main/adapters/line-file/line-file'
import { nodeChildLauncher } from '@main/adapters/node-child/node-child-launcher'
import { openEmbeddedDeadLetters } from '@main/adapters/sqlite/dead-letters'
import { openEmbeddedLog } from '@main/adapters/sqlite/event-log'
import { openEmbeddedRegistry } from '@main/adapters/sqlite/registry'
import { openCodec } from '@main/pipeline/codec'
import { createDetector } from '@main/pipeline/detect/detector'
import { sink } from '@main/pipeline/sink/sink-stage'
import { runSimulator } from '@main/pipeline/source/run-simulator'
import { wantedBy } from '@main/pipeline/testing/wanted-by'
import type { FlowPorts } from '@main/ports'
import { noEventIntake } from '@main/ports/fakes/no-event-intake'
import type { StoreRow } from '@main/ports/store'
import { MINUTE_MS } from '@shared/lib/time'
import { type Dataset, DEFAULT_DATASET } from '@shared/model/dataset'
import { Settings } from '@shared/model/settings'
import { windowOf } from '@shared/model/window'
import { root } from '../support/millrace'

const READ = 30_000
/** Windows for warming up: an app that runs for a day has passed them within hours. */
const WARM_UP = 200
const module = (name: string) => pathToFileURL(join(root, 'out', 'main', name))

/** Real parts on a directory of their own, measured one at a time. */
export interface Bench {
  readonly dataset: Dataset
  /** Simulator, Avro and the durable log, without the stages after it: events per second. */
  source(seconds: number): Promise<number>
  /** Reading the log back and decoding: events per second. */
  decode(): Promise<number>
  /** Inserting decoded rows into the store: rows per second. */
  store(rows: number): Promise<number>
  /** The complete sink stage, from a full log into the store: events per second. */
  sink(): Promise<number>
  /** One window of `rows` rows: milliseconds of each step. */
  window(rows: number): Promise<{ extractMs: number; analyseMs: number; bytes: number }>
  /** Windows of `rows` rows, analysed and judged: the time of both, relative to the analysis alone. */
  detection(rows: number, windows: number): Promise<number>
  close(): Promise<void>
}

export async function openBench(dir: string): Promise<Bench> {
  const { datasets } = await loadDatasets([join(root, 'resources', 'datasets')])
  const dataset = datasets.find(({ name }) => name === DEFAULT_DATASET) as Dataset
  const storeDataset: Dataset = { ...dataset, name: 'store_alone' }
  const windowDataset: Dataset = { ...dataset, name: 'one_window' }
  const smallDataset: Dataset = { ...dataset, name: 'small_window' }
  const clock = systemClock()
  const log = await openEmbeddedLog(join(dir, 'log'), { maxBytes: Number.MAX_SAFE_INTEGER })
  const registry = await openEmbeddedRegistry(join(dir, 'log'))
  const deadLetters = await openEmbeddedDeadLetters(join(dir, 'dead-letters'))
  const server = await chdbStoreServer({
    launcher: nodeChildLauncher(() => undefined),
    module: module('chdb-server.js'),
    dir: join(dir, 'store'),
  }).start(new AbortController().signal)
  const store = openClickHouseStore(server.address)
  const reader = hyparquetReader(module('analyse-worker.js'))
  const objects = folderObjectStore(join(dir, 'objects'))
  const temp = await openTempFiles(join(dir, 'tmp'))
  const ports: FlowPorts = {
    clock,
    lines: lineFile,
    log,
    registry,
    codecs: avroCodecs,
    store,
    deadLetters,
    resends: deadLetters.resends,
    intake: noEventIntake(),
    connector: null,
    foreign: null,
  }
  const codec = await openCodec(ports, dataset)
  await log.createTopic(dataset.name, dataset.partitions)
  for (const made of [dataset, storeDataset, windowDataset, smallDataset]) await store.prepare(made, 30)
  const settings = Settings.parse({ producer: { rate: 'max' } })
  const logged = async () => (await log.usage(dataset.name)).appended

  /** Up to `limit` decoded rows of the log, and how long reading and decoding them took. */
  const decoded = async (limit: number): Promise<{ rows: StoreRow[]; seconds: number }> => {
    const rows: StoreRow[] = []
    let next: readonly number[] = new Array<number>(dataset.partitions).fill(0)
    const startedAt = performance.now()
    while (rows.length < limit) {
      const read = await log.read(dataset.name, next, READ)
      if (read.records.length === 0) break
      next = read.next
      for (const { epoch, partition, offset, value } of read.records) {
        rows.push({ epoch, partition, offset, event: codec.decode(value) })
      }
    }
    return { rows, seconds: (performance.now() - startedAt) / 1_000 }
  }

  /** `rows` rows of the log, spread over a minute. */
  const fill = async (into: Dataset, minute: number, count: number) => {
    const { rows } = await decoded(count)
    const moved = rows.slice(0, count).map((row, n) => ({
      ...row,
      event: { ...row.event, [dataset.roles.time]: minute + Math.floor((n * MINUTE_MS) / count) },
    }))
    for (let at = 0; at < moved.length; at += READ) await store.insert(into, moved.slice(at, at + READ))
  }

  return {
    dataset,
    async source(seconds) {
      const stop = new AbortController()
      const running = runSimulator({
        dataset,
        codec,
        log,
        clock,
        settings: () => settings.producer,
        starts: 1,
        // There is no sink here: count what is on disk as passed on, or the source would wait for a sink.
        report: {
          count: () => void log.offsets(dataset.name).then(({ end }) => log.commit(dataset.name, end)),
          fault: () => undefined,
        },
        signal: stop.signal,
      })
      const startedAt = performance.now()
      await clock.sleep(seconds * 1_000, stop.signal)
      stop.abort()
      await running
      return (await logged()) / ((performance.now() - startedAt) / 1_000)
    },
    async decode() {
      const { rows, seconds } = await decoded(1_000_000)
      return rows.length / seconds
    },
    async store(count) {
      const { rows } = await decoded(count)
      const startedAt = performance.now()
      for (let at = 0; at < rows.length; at += READ) await store.insert(storeDataset, rows.slice(at, at + READ))
      return rows.length / ((performance.now() - startedAt) / 1_000)
    },
    async sink() {
      if (sink.thread !== 'worker') throw new Error('the sink has moved')
      const stop = new AbortController()
      const end = await logged()
      await log.commit(dataset.name, new Array(dataset.partitions).fill(0))
      const startedAt = performance.now()
      const running = sink.run({
        ports,
        datasets: [dataset],
        wanted: () => wantedBy(settings),
        counted: {},
        tell: () => undefined,
        signal: stop.signal,
      })
      while ((await log.committed(dataset.name)).reduce((sum, offset) => sum + offset, 0) < end)
        await clock.sleep(20, stop.signal)
      const rate = end / ((performance.now() - startedAt) / 1_000)
      stop.abort()
      await running
      return rate
    },
    async window(count) {
      const minute = windowOf(Date.now())
      await fill(windowDataset, minute, count)
      const startedAt = performance.now()
      await temp.use(async (file) => {
        await temp.write(file, await store.extract(windowDataset, minute))
        await objects.putFile('bench', 'window.parquet', file)
      })
      const extractedAt = performance.now()
      await temp.use(async (file) => {
        await objects.getToFile('bench', 'window.parquet', file)
        await reader.analyse(windowDataset, file)
      })
      const bytes = (await objects.head('bench', 'window.parquet'))?.bytes ?? 0
      return { extractMs: extractedAt - startedAt, analyseMs: performance.now() - extractedAt, bytes }
    },
    async detection(count, windows) {
      const minute = windowOf(Date.now())
      await fill(smallDataset, minute, count)
      const parquet = join(dir, 'small.parquet')
      await writeFile(parquet, await store.extract(smallDataset, minute))
      const detector = createDetector({ bands: true })
      let analysing = 0
      let judging = 0
      for (let n = -WARM_UP; n < windows; n++) {
        const startedAt = performance.now()
        const analysis = await reader.analyse(smallDataset, parquet)
        const analysedAt = performance.now()
        detector.observe({ start: minute + n * MINUTE_MS, analysis, complete: true, whole: true })
        if (n < 0) continue
        analysing += analysedAt - startedAt
        judging += performance.now() - analysedAt
      }
      return (analysing + judging) / analysing
    },
    async close() {
      await store.close()
      await server.stop()
      await Promise.all([reader.close(), log.close(), registry.close(), deadLetters.close()])
    },
  }
}
