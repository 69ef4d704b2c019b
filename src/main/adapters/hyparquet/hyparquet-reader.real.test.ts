import { mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { chdbStoreServer } from '@main/adapters/chdb/launch-store-process'
import { openClickHouseStore } from '@main/adapters/clickhouse/clickhouse-store'
import { nodeChildLauncher } from '@main/adapters/node-child/node-child-launcher'
import type { ExtractReader } from '@main/ports/extract-reader'
import { Dataset } from '@shared/model/dataset'
import { countDistinct } from '@shared/model/distinct-count'
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet'
import { build } from 'vite'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { hyparquetReader } from './hyparquet-reader'

const ROWS = 60_000
const WINDOW = Date.UTC(2026, 10, 24, 12, 34)

const dataset = Dataset.parse({
  name: 'analysed',
  title: '',
  description: '',
  typeLabels: { SEARCH: 'Search', PAY: 'Pay' },
  roles: {
    time: 'at',
    type: 'kind',
    outcome: 'outcome',
    errorSymbols: ['ERROR'],
    latency: 'ms',
    errorCode: 'code',
    key: 'id',
    user: 'code',
    session: 'id',
  },
  schema: {
    type: 'record',
    name: 'analysed',
    fields: [
      { name: 'id', type: { type: 'string', logicalType: 'uuid' } },
      { name: 'kind', type: { type: 'enum', name: 'kind', symbols: ['PAY', 'SEARCH'] } },
      { name: 'at', type: { type: 'long', logicalType: 'timestamp-millis' } },
      { name: 'outcome', type: { type: 'enum', name: 'outcome', symbols: ['SUCCESS', 'ERROR'] } },
      { name: 'ms', type: 'int' },
      { name: 'code', type: ['null', 'int'], default: null },
    ],
  },
})

/** Every tenth event is an error, every third a payment; a payment takes 1 to 1,000 ms, a search always 7. */
function eventAt(i: number) {
  const kind = i % 3 === 0 ? 'PAY' : 'SEARCH'
  const failed = i % 10 === 0
  return {
    id: `00000000-0000-4000-8000-${i.toString(16).padStart(12, '0')}`,
    kind,
    at: WINDOW + i,
    outcome: failed ? 'ERROR' : 'SUCCESS',
    ms: kind === 'PAY' ? ((i / 3) % 1_000) + 1 : 7,
    code: failed ? (i % 20 === 0 ? 503 : 500) : null,
  }
}

let dir: string
let parquet: string
let reader: ExtractReader

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'millrace-analyse-'))
  const server = await chdbStoreServer({
    launcher: nodeChildLauncher(() => undefined),
    module: new URL('../chdb/store-process.ts', import.meta.url),
    dir: join(dir, 'store'),
  }).start(new AbortController().signal)
  const store = openClickHouseStore(server.address)
  await store.prepare(dataset, 30)
  const rows = Array.from({ length: ROWS }, (_, offset) => ({ event: eventAt(offset), epoch: 1, partition: 0, offset }))
  await store.insert(dataset, rows)
  parquet = join(dir, 'window.parquet')
  await writeFile(parquet, await store.extract(dataset, WINDOW))
  await store.close()
  await server.stop()

  await build({
    configFile: false,
    logLevel: 'silent',
    ssr: { noExternal: true },
    build: {
      ssr: fileURLToPath(new URL('./analyse-worker.ts', import.meta.url)),
      outDir: join(dir, 'built'),
      rollupOptions: { output: { entryFileNames: 'analyse-worker.mjs' } },
    },
  })
  reader = hyparquetReader(pathToFileURL(join(dir, 'built', 'analyse-worker.mjs')))
})
afterAll(async () => {
  await reader.close()
  await rm(dir, { recursive: true, force: true })
})

it('reads every row of an extract as it was stored', async () => {
  expect(await reader.countRows(parquet)).toBe(ROWS)
  const rows = await parquetReadObjects({ file: await asyncBufferFromFile(parquet) })
  expect(rows.length).toBe(ROWS)
  expect(
    rows.every((row, i) => JSON.stringify(row) === JSON.stringify({ ...eventAt(i), at: new Date(WINDOW + i) })),
  ).toBe(true)
})

it('counts the extract on its own thread', async () => {
  const analysis = await reader.analyse(dataset, parquet)
  expect(analysis).toEqual({
    rows: ROWS,
    errors: 6_000,
    seconds: expect.any(Number),
    latency: { p50: 7, p95: 850, p99: 970, max: 1_000 },
    types: [
      {
        type: 'SEARCH',
        events: 40_000,
        errors: 4_000,
        errorRate: 0.1,
        latency: { p50: 7, p95: 7, p99: 7, max: 7 },
        errorCodes: [
          { code: '500', count: 2_000 },
          { code: '503', count: 2_000 },
        ],
      },
      {
        type: 'PAY',
        events: 20_000,
        errors: 2_000,
        errorRate: 0.1,
        latency: { p50: 500, p95: 950, p99: 990, max: 1_000 },
        errorCodes: [
          { code: '500', count: 1_000 },
          { code: '503', count: 1_000 },
        ],
      },
    ],
  })
})

it('counts the users and sessions behind anomalous rows', async () => {
  const all = { errorsOnly: false, slowerThan: null }
  const [failed, slow] = [
    { ...all, errorsOnly: true },
    { ...all, slowerThan: 990 },
  ]
  const answers = await reader.countAffected(dataset, parquet, [
    { type: 'PAY', fits: [failed] },
    { type: null, fits: [slow] },
    { type: 'NEVER', fits: [all] },
    { type: 'PAY', fits: [failed, slow] },
  ])
  const counts = answers.map(({ events, users, sessions }) => [
    events,
    users && countDistinct(users),
    (sessions && countDistinct(sessions)) ?? 0,
  ])
  // Codes act as users here: the failed rows have two of them, a tenth of the slow rows have one, the others none.
  expect(counts[0]?.slice(0, 2)).toEqual([2_000, 2])
  expect(Math.abs((counts[0]?.[2] ?? 0) / 2_000 - 1)).toBeLessThan(0.1)
  expect(counts[1]).toEqual([200, 1, 200])
  expect(counts[2]).toEqual([0, 0, 0])
  // A tenth of the slow rows failed, too.
  expect(counts[3]?.[0]).toBe(2_180)
})

it('reports what is wrong with a truncated file, and still works afterwards', async () => {
  const cut = join(dir, 'cut.parquet')
  await writeFile(cut, await readFile(parquet))
  await truncate(cut, 100_000)
  await expect(reader.countRows(cut)).rejects.toThrow('parquet')
  await expect(reader.analyse(dataset, cut)).rejects.toThrow('parquet')
  expect((await reader.analyse(dataset, parquet)).rows).toBe(ROWS)
})

it('stops waiting on abort, and restarts after it was closed', async () => {
  const stop = new AbortController()
  const analysis = reader.analyse(dataset, parquet, stop.signal)
  stop.abort()
  await expect(analysis).rejects.toThrow('abort')
  const closed = reader.analyse(dataset, parquet)
  await reader.close()
  await expect(closed).rejects.toThrow('ended')
  expect((await reader.analyse(dataset, parquet)).rows).toBe(ROWS)
})
