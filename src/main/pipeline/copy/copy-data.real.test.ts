import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { avroCodecs } from '@main/adapters/avro/codecs'
import { chdbStoreServer } from '@main/adapters/chdb/launch-store-process'
import { openClickHouseStore } from '@main/adapters/clickhouse/clickhouse-store'
import { systemClock } from '@main/adapters/clock/system-clock'
import { loadDatasets } from '@main/adapters/dataset-files/load-datasets'
import { folderObjectStore } from '@main/adapters/folder/object-store'
import { openTempFiles } from '@main/adapters/folder/temp-files'
import { lineFile } from '@main/adapters/line-file/line-file'
import { nodeChildLauncher } from '@main/adapters/node-child/node-child-launcher'
import { openEmbeddedDeadLetters } from '@main/adapters/sqlite/dead-letters'
import { openEmbeddedLog } from '@main/adapters/sqlite/event-log'
import { openEmbeddedLedger } from '@main/adapters/sqlite/ledger'
import { openEmbeddedRegistry } from '@main/adapters/sqlite/registry'
import { noEventIntake } from '@main/ports/fakes/no-event-intake'
import { MINUTE_MS } from '@shared/lib/time'
import { bucketOf, type Dataset, DEFAULT_DATASET } from '@shared/model/dataset'
import { Settings } from '@shared/model/settings'
import { windowName } from '@shared/model/window'
import { expect, it, onTestFinished } from 'vitest'
import { openCodec } from '../codec'
import { sink } from '../sink/sink-stage'
import { createBatchBuilder } from '../source/batch-builder'
import { createEventGenerator } from '../source/event-generator'
import { wantedBy } from '../testing/wanted-by'
import { createWindowTracker } from '../windows/window-tracker'
import { copyData } from './copy-data'
import type { CopySide } from './copy-side'
import { settle } from './with-sink'

const START = Date.UTC(2026, 10, 24, 12, 34)
const WINDOWS = 4
const EVENTS = 20_000
const NEVER = new AbortController().signal

/** An embedded backend in its own folder. */
async function openSide(name: string, root: string, datasets: readonly Dataset[]): Promise<CopySide> {
  const dir = join(root, name)
  const module = new URL('../../adapters/chdb/store-process.ts', import.meta.url)
  const launcher = nodeChildLauncher(() => undefined)
  const server = await chdbStoreServer({ launcher, module, dir: join(dir, 'store') }).start(NEVER)
  const store = openClickHouseStore(server.address)
  const log = await openEmbeddedLog(join(dir, 'log'), { maxBytes: 1e9, newEpoch: true })
  const deadLetters = await openEmbeddedDeadLetters(join(dir, 'dead-letters'))
  const ports = {
    clock: systemClock(),
    codecs: avroCodecs,
    lines: lineFile,
    log,
    store,
    connector: null,
    foreign: null,
    registry: await openEmbeddedRegistry(join(dir, 'log')),
    deadLetters,
    resends: deadLetters.resends,
    intake: noEventIntake(),
    ledger: await openEmbeddedLedger(join(dir, 'ledger')),
    objects: folderObjectStore(join(dir, 'objects')),
    temp: await openTempFiles(join(dir, 'tmp')),
  }
  onTestFinished(async () => {
    await store.close()
    await server.stop()
    await Promise.all([log, ports.registry, ports.deadLetters, ports.ledger].map((port) => port.close()))
  })
  return {
    name,
    readOnly: false,
    datasets,
    ports,
    async runSink(signal) {
      const context = { ports, datasets, wanted: () => wantedBy(Settings.parse({})), counted: {} }
      if (sink.thread === 'worker') await sink.run({ ...context, tell: () => undefined, signal })
    },
  }
}

/** Events of several windows, some of which are damaged on the way, with reports of all windows but the last. */
async function fill(side: CopySide, dataset: Dataset): Promise<void> {
  const { log, ledger, objects, deadLetters, store } = side.ports
  await log.createTopic(dataset.name, dataset.partitions)
  await store.prepare(dataset, 30)
  const generator = createEventGenerator({ seed: 7, run: 1 })
  const batches = createBatchBuilder(dataset, await openCodec(side.ports, dataset))
  for (let at = 0; at < EVENTS; at += 5_000) {
    const batch = batches.start()
    for (let i = at; i < at + 5_000; i++) {
      batches.add(batch, generator.next(START + Math.floor((i / EVENTS) * WINDOWS * MINUTE_MS)), i % 1_000 === 999)
    }
    await log.append(dataset.name, batch.records, { id: 'test', produced: batch.produced, progress: '{}' })
  }
  await settle(side, [dataset], NEVER)
  const epochs = await log.epochs(dataset.name)
  for (const { start, produced, logged, epoch } of (await log.windowCounts(dataset.name, 0)).windows.slice(0, -1)) {
    const stored = (await store.countWindows(dataset, [start], epochs)).get(start)?.current ?? 0
    const dead = (await deadLetters.countByWindow(dataset.name, [start], epochs)).get(start)?.current ?? 0
    const counts = { attempt: 1, produced, logged, epoch, stored, extracted: stored, deadLetters: dead, earlierLog: 0 }
    const times = { closedAt: start, dueAt: start, filled: false, incompleteReason: null }
    await ledger.putExtract(dataset.name, start, { ...counts, ...times })
    const analysis = { rows: stored, errors: 0, seconds: 0.01, types: [], latency: null }
    await ledger.putAnalysis(dataset.name, start, 1, analysis)
    await ledger.putReport(dataset.name, start, { attempt: 1, revision: 2, createdAt: start, readyMs: 5, anomalies: 0 })
    const name = windowName(start)
    for (const key of [`${name}.parquet`, `${name}.json`, `${name}.r1.json`]) {
      await objects.put(bucketOf(dataset.name), key, Buffer.from(`${key} of ${side.name}`))
    }
  }
}

it('copies from one folder to another, with the real log, store and objects', async () => {
  const root = await mkdtemp(join(tmpdir(), 'millrace-copy-'))
  onTestFinished(() => rm(root, { recursive: true, force: true }))
  const folder = fileURLToPath(new URL('../../../../resources/datasets', import.meta.url))
  const { datasets } = await loadDatasets([folder])
  const dataset = datasets.find(({ name }) => name === DEFAULT_DATASET) as Dataset
  const [source, target] = [await openSide('source', root, datasets), await openSide('target', root, datasets)]
  await fill(source, dataset)
  const differences: unknown[] = []
  const figures = { events: 0, windows: 0, objects: 0, deadLetters: 0 }
  const report = {
    claimed: () => undefined,
    step: () => undefined,
    figures: (part: Partial<typeof figures>) => void Object.assign(figures, part),
    difference: (difference: unknown) => void differences.push(difference),
  }
  const equal = await copyData({ id: 'one', source, target, datasets, ttlDays: 30, report, signal: NEVER })
  expect(differences).toEqual([])
  expect(equal).toBe(true)
  expect(figures).toMatchObject({ events: EVENTS - 20, windows: WINDOWS - 1, objects: 9, deadLetters: 20 })
  const tracker = createWindowTracker(target.ports, [dataset], () => Number.POSITIVE_INFINITY)
  await tracker.refresh(dataset.name)
  expect(tracker.unextracted(dataset.name, Number.POSITIVE_INFINITY)).toEqual([START + (WINDOWS - 1) * MINUTE_MS])
  const rows = await tracker.rows(dataset.name, { limit: 10 })
  expect(rows.filter(({ state }) => state === 'complete')).toHaveLength(WINDOWS - 1)
})
