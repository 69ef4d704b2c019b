import { copyFileSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chdbStoreServer } from '@main/adapters/chdb/launch-store-process'
import { openClickHouseStore } from '@main/adapters/clickhouse/clickhouse-store'
import { systemClock } from '@main/adapters/clock/system-clock'
import { nodeChildLauncher } from '@main/adapters/node-child/node-child-launcher'
import { openEmbeddedDeadLetters } from '@main/adapters/sqlite/dead-letters'
import { openEmbeddedLog } from '@main/adapters/sqlite/event-log'
import type { FlowPorts } from '@main/ports'
import type { EventLog } from '@main/ports/event-log'
import { createJsonCodec } from '@main/ports/fakes/json-codec'
import type { RunningStoreServer, Store } from '@main/ports/store'
import { MINUTE_MS } from '@shared/lib/time'
import { Dataset } from '@shared/model/dataset'
import type { Fault } from '@shared/model/fault'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { sinkProgress } from '../sink-progress'
import { newsItem } from '../stage'
import { wantedBy } from '../testing/wanted-by'
import { sink } from './sink-stage'

const WINDOW = Date.UTC(2026, 10, 24, 12, 34)
const WINDOWS = [WINDOW, WINDOW + MINUTE_MS, WINDOW + 2 * MINUTE_MS]
const LOG_FILES = ['log.sqlite', 'log.sqlite-wal', 'log.sqlite-shm']
const BAD_EVERY = 5_000
const MAX_BYTES = 1e9

let root: string
let server: RunningStoreServer
let store: Store
let dataset: Dataset
let dir: string
let faults: Fault[]
let made = 0
let datasets = 0

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'millrace-swapped-'))
  const module = new URL('../../adapters/chdb/store-process.ts', import.meta.url)
  const chdb = chdbStoreServer({ launcher: nodeChildLauncher(() => undefined), module, dir: join(root, 'store') })
  server = await chdb.start(new AbortController().signal)
  store = openClickHouseStore(server.address)
})
afterAll(async () => {
  await store.close()
  await server.stop()
  await rm(root, { recursive: true, force: true })
})
beforeEach(async () => {
  const name = `swapped_${++datasets}`
  dir = join(root, name)
  faults = []
  made = 0
  dataset = Dataset.parse({
    name,
    title: name,
    description: '',
    partitions: 3,
    roles: { time: 'at', type: 'kind', outcome: 'kind', errorSymbols: ['B'], key: 'n' },
    schema: {
      type: 'record',
      name,
      fields: [
        { name: 'n', type: 'long' },
        { name: 'kind', type: { type: 'enum', name: 'kind', symbols: ['A', 'B'] } },
        { name: 'at', type: { type: 'long', logicalType: 'timestamp-millis' } },
      ],
    },
  })
  await store.prepare(dataset, 30)
})

const codec = createJsonCodec()

/** Appends this many more events, numbered from the last one on; one in a thousand fits no column. */
async function append(log: EventLog, count: number): Promise<void> {
  for (let left = count; left > 0; left -= 5_000) {
    const records = Array.from({ length: Math.min(left, 5_000) }, () => {
      const n = made++
      const at = WINDOW + (n % (WINDOWS.length * MINUTE_MS))
      const kind = n % BAD_EVERY === BAD_EVERY - 1 ? 'C' : 'A'
      return { key: Buffer.from(String(n)), value: codec.encode({ n, kind, at }), eventTime: at }
    })
    await log.append(dataset.name, records)
  }
}

/** One run of Millrace: it opens the log, appends, and its sink runs until all is stored, or for `sinkMs`. */
async function session({ events, sinkMs }: { events: number; sinkMs?: number }): Promise<void> {
  const log = await openEmbeddedLog(join(dir, 'log'), { maxBytes: MAX_BYTES, newEpoch: true })
  const deadLetters = await openEmbeddedDeadLetters(join(dir, 'dead-letters'))
  await log.createTopic(dataset.name, dataset.partitions)
  await append(log, events)
  const stop = sinkMs === undefined ? new AbortController() : null
  const ports: Partial<FlowPorts> = {
    clock: systemClock(),
    log,
    store,
    deadLetters,
    connector: null,
    foreign: null,
    registry: {
      register: async (subject, schema) => ({ id: 1, version: 1, subject, schema }),
      versions: async () => [],
      byId: async () => null,
      close: async () => undefined,
    },
    codecs: { codec: () => codec },
  }
  if (sink.thread !== 'worker') throw new Error('the sink has moved')
  await sink.run({
    ports: ports as FlowPorts,
    datasets: [dataset],
    wanted: () => wantedBy(),
    counted: {},
    tell(kind, news) {
      const item = newsItem(kind, news)
      if (item.kind === 'fault' && item.news) faults.push(item.news)
      if (item.kind !== 'note') return
      void sinkProgress({ log, foreign: null }, [dataset]).then(({ backlog }) => {
        if (backlog === 0) stop?.abort()
      })
    },
    signal: stop?.signal ?? AbortSignal.timeout(sinkMs ?? 0),
  })
  await log.close()
  await deadLetters.close()
}

/**
 * Every event that was ever acknowledged is stored once, or is a dead letter; and every window balances against the current log.
 */
async function expectAllOnce(): Promise<void> {
  const deadLetters = await openEmbeddedDeadLetters(join(dir, 'dead-letters'))
  const bad = Math.floor(made / BAD_EVERY)
  const letters = await deadLetters.count(dataset.name)
  const [rows = 0, distinct = 0] = (await sql(`SELECT count(), uniqExact(n) FROM ${dataset.name}`))
    .split('\t')
    .map(Number)
  expect({ rows, distinct, letters }).toEqual({ rows: made - bad, distinct: made - bad, letters: bad })

  const log = await openEmbeddedLog(join(dir, 'log'), { maxBytes: MAX_BYTES })
  const epochs = await log.epochs(dataset.name)
  const { windows } = await log.windowCounts(dataset.name, 0)
  const logged = new Map(windows.map((window) => [window.start, window.logged]))
  const stored = await store.countWindows(dataset, WINDOWS, epochs)
  const dead = await deadLetters.countByWindow(dataset.name, WINDOWS, epochs)
  for (const start of WINDOWS) {
    expect((stored.get(start)?.current ?? 0) + (dead.get(start)?.current ?? 0)).toBe(logged.get(start) ?? 0)
  }
  await log.close()
  await deadLetters.close()
}

async function sql(query: string): Promise<string> {
  const { url, username, password } = server.address
  const headers = { 'x-clickhouse-user': username, 'x-clickhouse-key': password }
  return (await (await fetch(url, { method: 'POST', headers, body: query })).text()).trim()
}

const logFile = (name: string) => join(dir, 'log', name)
function putAside(): void {
  mkdirSync(join(dir, 'aside'), { recursive: true })
  for (const name of LOG_FILES) rmSync(join(dir, 'aside', name), { force: true })
  renameSync(logFile('log.sqlite'), join(dir, 'aside', 'log.sqlite'))
  for (const name of LOG_FILES) rmSync(logFile(name), { force: true })
}

it('stores every event once when the log was deleted and is longer again before the sink runs', async () => {
  await session({ events: 20_000 })
  for (const name of LOG_FILES) rmSync(logFile(name), { force: true })
  await session({ events: 45_000 })
  await expectAllOnce()
  expect(faults).toEqual([{ code: 'log-replaced', dataset: dataset.name, events: 19_996 }])
  await session({ events: 100 })
  expect(faults).toHaveLength(1)
})

it('stores every event once when an older copy was restored, and reports how many events the log has lost', async () => {
  await session({ events: 20_000 })
  copyFileSync(logFile('log.sqlite'), join(dir, 'copy.sqlite'))
  await session({ events: 15_000 })
  await session({ events: 15_000 })
  for (const name of LOG_FILES) rmSync(logFile(name), { force: true })
  copyFileSync(join(dir, 'copy.sqlite'), logFile('log.sqlite'))
  await session({ events: 40_000 })
  await expectAllOnce()
  expect(faults).toEqual([{ code: 'log-replaced', dataset: dataset.name, events: 29_994 }])
  await session({ events: 1_000 })
  expect(faults).toHaveLength(1)
  await expectAllOnce()
})

it('recognises a copy that was made in the middle of a run', async () => {
  await session({ events: 20_000 })
  const log = await openEmbeddedLog(join(dir, 'log'), { maxBytes: MAX_BYTES, newEpoch: true })
  await append(log, 2_000)
  const { end } = await log.offsets(dataset.name)
  await log.close()
  copyFileSync(logFile('log.sqlite'), join(dir, 'copy.sqlite'))
  const goingOn = await openEmbeddedLog(join(dir, 'log'), { maxBytes: MAX_BYTES })
  await append(goingOn, 3_000)
  await goingOn.close()
  await session({ events: 0 })
  expect(faults).toEqual([])
  for (const name of LOG_FILES) rmSync(logFile(name), { force: true })
  copyFileSync(join(dir, 'copy.sqlite'), logFile('log.sqlite'))
  await session({ events: 30_000 })
  expect(end.reduce((sum, offset) => sum + offset, 0)).toBe(22_000)
  expect(faults).toEqual([{ code: 'log-replaced', dataset: dataset.name, events: 2_999 }])
  await session({ events: 500 })
  expect(faults).toHaveLength(1)
  await expectAllOnce()
})

it('stores every event once when a log was moved away, replaced by another, and moved back', async () => {
  await session({ events: 20_000, sinkMs: 400 })
  putAside()
  await session({ events: 25_000, sinkMs: 300 })
  const first = join(dir, 'aside', 'log.sqlite')
  copyFileSync(logFile('log.sqlite'), join(dir, 'second.sqlite'))
  for (const name of LOG_FILES) rmSync(logFile(name), { force: true })
  copyFileSync(first, logFile('log.sqlite'))
  await session({ events: 10_000 })
  for (const name of LOG_FILES) rmSync(logFile(name), { force: true })
  copyFileSync(join(dir, 'second.sqlite'), logFile('log.sqlite'))
  await session({ events: 10_000 })
  await expectAllOnce()
})

it('begins at the store’s position, not at the log’s, when the store was emptied', async () => {
  await session({ events: 20_000 })
  await sql(`TRUNCATE TABLE ${dataset.name}`)
  await session({ events: 100 })
  await expectAllOnce()
})
