import { readdirSync, readFileSync } from 'node:fs'
import { readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { chdbStoreServer } from '@main/adapters/chdb/chdb-store-server'
import { openClickHouseStore } from '@main/adapters/clickhouse/clickhouse-store'
import { loadDatasets } from '@main/adapters/dataset-files/load-datasets'
import { nodeChildLauncher } from '@main/adapters/node-child/node-child-launcher'
import { openEmbeddedLog } from '@main/adapters/sqlite/event-log'
import type { StoreAddress } from '@main/ports/store'
import { MINUTE_MS } from '@shared/lib/time'
import { bucketOf, type Dataset, DEFAULT_DATASET } from '@shared/model/dataset'
import { windowName, windowOf } from '@shared/model/window'
import { root, serve, temporaryDir } from '../support/millrace'

export interface OneWindow {
  readonly rows: number
  /** What the report says. */
  readonly reported: number
  /** Resident memory of the app's processes together, before the window is due and at its highest. */
  readonly restBytes: number
  readonly peakBytes: number
  /** The highest of each process by itself: the app's own, then the store's. */
  readonly peaksBytes: readonly number[]
  readonly parquetBytes: number
  readonly ms: number
}

/** As many as the sink inserts at once at full rate. */
const INSERT_ROWS = 100_000
const SAMPLE_MS = 20
/** The window becomes due this long after everything runs. */
const REST_MS = 15_000

/** The app itself, on a directory whose store holds one window of `rows` rows and whose log counted them. Linux only. */
export async function measureWindow(rows: number): Promise<OneWindow> {
  const { dir, remove } = await temporaryDir()
  try {
    const { datasets } = await loadDatasets([join(root, 'resources', 'datasets')])
    const dataset = datasets.find(({ name }) => name === DEFAULT_DATASET) as Dataset
    const settings = { producer: { enabled: false } }
    await writeFile(join(dir, 'settings.json'), JSON.stringify(settings))
    const start = windowOf(Date.now()) - 10 * MINUTE_MS
    const epoch = await prepareLog(dir, dataset, rows)
    await fillStore(dir, dataset, { epoch, start, rows })
    const served = await serve({ dataDir: dir })
    try {
      const pid = served.child.pid as number
      await sleep(REST_MS)
      const restBytes = sum(familyOf(pid).map(residentOf))
      countInLog(dir, dataset, { epoch, start, rows })
      const since = performance.now()
      const report = join(dir, 'objects', bucketOf(dataset.name), `${windowName(start)}.json`)
      let [peakBytes, ended, peaksBytes] = [0, false, [] as number[]]
      while (!ended) {
        await sleep(SAMPLE_MS)
        const resident = familyOf(pid).map(residentOf)
        peakBytes = Math.max(peakBytes, sum(resident))
        peaksBytes = resident.map((bytes, i) => Math.max(bytes, peaksBytes[i] ?? 0))
        ended = (await stat(report).catch(() => null)) !== null
      }
      const ms = performance.now() - since
      const reported = JSON.parse(await readFile(report, 'utf8')).report.total_events as number
      const parquetBytes = (await stat(report.replace(/json$/, 'parquet'))).size
      return { rows, reported, restBytes, peakBytes, peaksBytes, parquetBytes, ms }
    } finally {
      await served.stop()
    }
  } finally {
    await remove()
  }
}

interface Filling {
  /** The log's, in which the rows were appended. */
  readonly epoch: number
  readonly start: number
  readonly rows: number
}

async function fillStore(dir: string, dataset: Dataset, filling: Filling): Promise<void> {
  const server = await chdbStoreServer({
    launcher: nodeChildLauncher(() => undefined),
    module: pathToFileURL(join(root, 'out', 'main', 'chdb-server.js')),
    dir: join(dir, 'store'),
  }).start(new AbortController().signal)
  const store = openClickHouseStore(server.address)
  await store.prepare(dataset, 30)
  for (let from = 0; from < filling.rows; from += INSERT_ROWS) {
    await insertSelect(server.address, dataset.name, filling, from)
  }
  await store.close()
  await server.stop()
}

/** Events like the simulator's, made by the engine: 5,000 users, latencies up to 150 ms, 2 % errors. */
async function insertSelect(
  { url, username, password }: StoreAddress,
  table: string,
  { epoch, start, rows }: Filling,
  from: number,
): Promise<void> {
  const n = `(number + ${from})`
  const failed = `sipHash64(${n}, 3) % 50 = 0`
  const types = "['VIEW_PRODUCT', 'ADD_TO_CART', 'CHECKOUT', 'PAYMENT', 'SEARCH']"
  const columns = {
    event_id: `reinterpretAsUUID(sipHash128(${n}, 1))`,
    user_id: `reinterpretAsUUID(sipHash128(sipHash64(${n}) % 5000, 2))`,
    session_id: `reinterpretAsUUID(sipHash128(intDiv(${n}, 7), 3))`,
    event_type: `${types}[1 + sipHash64(${n}) % 5]`,
    event_timestamp: `fromUnixTimestamp64Milli(toInt64(${start} + intDiv(${n} * ${MINUTE_MS}, ${rows})), 'UTC')`,
    request_latency_ms: `toInt32(exp(2 + 3 * (sipHash64(${n}, 7) % 10000) / 10000.))`,
    status: `if(${failed}, 'ERROR', 'SUCCESS')`,
    error_code: `if(${failed}, 500 + number % 4, NULL)`,
    product_id: 'if(number % 2 = 0, 1 + number % 10000, NULL)',
    '@log_epoch': String(epoch),
    '@log_partition': 'number % 6',
    '@log_offset': `intDiv(${n}, 6)`,
  }
  const names = Object.keys(columns).map((name) => `\`${name}\``)
  const count = Math.min(INSERT_ROWS, rows - from)
  const body = `INSERT INTO ${table} (${names.join(', ')}) SELECT ${Object.values(columns).join(', ')} FROM numbers(${count})`
  const headers = { 'X-ClickHouse-User': username, 'X-ClickHouse-Key': password }
  const answer = await fetch(url, { method: 'POST', headers, body })
  if (!answer.ok) throw new Error(await answer.text())
  await answer.text()
}

/** A log whose records were appended and have been removed since. Returns its epoch. */
async function prepareLog(dir: string, dataset: Dataset, rows: number): Promise<number> {
  const log = await openEmbeddedLog(join(dir, 'log'), { maxBytes: Number.MAX_SAFE_INTEGER })
  await log.createTopic(dataset.name, dataset.partitions)
  const [first] = await log.epochs(dataset.name)
  await log.close()
  const end = Math.ceil(rows / dataset.partitions)
  inLogFile(dir, (file) => file.prepare('UPDATE partition SET start = ?, next = ?').run(end, end))
  return first?.epoch ?? 0
}

/** Counts the window, as each append does. */
function countInLog(dir: string, dataset: Dataset, { epoch, start, rows }: Filling): void {
  inLogFile(dir, (file) => {
    file
      .prepare('UPDATE topic SET version = version + 1, appended = appended + ? WHERE name = ?')
      .run(rows, dataset.name)
    file
      .prepare(
        `INSERT INTO window_count (topic, start, produced, logged, version, epoch)
         SELECT id, ?, ?, ?, version, ? FROM topic WHERE name = ?`,
      )
      .run(start, rows, rows, epoch, dataset.name)
  })
}

function inLogFile(dir: string, change: (file: DatabaseSync) => void): void {
  const file = new DatabaseSync(join(dir, 'log', 'log.sqlite'), { timeout: 10_000 })
  file.exec('BEGIN IMMEDIATE')
  change(file)
  file.exec('COMMIT')
  file.close()
}

function residentOf(pid: number): number {
  try {
    return Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) * 1_024
  } catch {
    // The process has ended since.
    return 0
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}

/** The process and all that it started. */
function familyOf(pid: number): number[] {
  return [pid, ...childrenOf(pid).flatMap(familyOf)]
}

function childrenOf(pid: number): number[] {
  try {
    return readdirSync(`/proc/${pid}/task`).flatMap((task) =>
      readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8').trim().split(' ').filter(Boolean).map(Number),
    )
  } catch {
    // A process or thread that has ended since has no children.
    return []
  }
}
