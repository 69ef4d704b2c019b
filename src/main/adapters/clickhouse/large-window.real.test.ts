import { readFileSync, writeFileSync } from 'node:fs'
import type { Store } from '@main/ports/store'
import { MINUTE_MS } from '@shared/lib/time'
import { Dataset } from '@shared/model/dataset'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type EmbeddedStore, openEmbeddedStore } from './testing/embedded-store'

const SMALL = Date.UTC(2026, 10, 24, 12, 34)
const LARGE = SMALL + MINUTE_MS
const SPREAD = LARGE + MINUTE_MS
const SMALL_ROWS = 100_000
const LARGE_ROWS = 2_500_000
/** One insert per second, like the sink at full rate. */
const INSERT_ROWS = 50_000
const PARTS = 80
const MOST_MORE_MB = 150
/** All parts are read at the same time: with ClickHouse's default read buffers this took 370 MB. */
const MOST_MORE_SPREAD_MB = 250

const dataset = Dataset.parse({
  name: 'large',
  title: '',
  description: '',
  roles: { time: 'at', type: 'kind', outcome: 'kind', errorSymbols: ['B'], key: 'id' },
  schema: {
    type: 'record',
    name: 'large',
    fields: [
      { name: 'id', type: { type: 'string', logicalType: 'uuid' } },
      { name: 'user', type: { type: 'string', logicalType: 'uuid' } },
      { name: 'kind', type: { type: 'enum', name: 'kind', symbols: ['A', 'B'] } },
      { name: 'at', type: { type: 'long', logicalType: 'timestamp-millis' } },
      { name: 'ms', type: 'int' },
    ],
  },
})

let opened: EmbeddedStore
let store: Store

beforeAll(async () => {
  opened = await openEmbeddedStore()
  store = opened.store
  await store.prepare(dataset, 30)
})
afterAll(() => opened.close())

/** Rows spread over the window, in time order. */
async function fill(window: number, rows: number, firstOffset = 0): Promise<void> {
  for (let from = 0; from < rows; from += INSERT_ROWS) {
    await opened.sql(
      `INSERT INTO large (id, user, kind, at, ms, \`@log_partition\`, \`@log_offset\`)
       SELECT generateUUIDv4(number), generateUUIDv4(number + 1), if(number % 7 = 0, 'B', 'A'),
         fromUnixTimestamp64Milli(toInt64(${window}) + intDiv((number + ${from}) * ${MINUTE_MS}, ${rows}), 'UTC'),
         number % 1000, number % 6, number + ${firstOffset + from}
       FROM numbers(${INSERT_ROWS})`,
    )
  }
}

/** The server's peak resident memory during the extract, and the number of rows received. */
async function extracted(window: number): Promise<{ peakMb: number; bytes: number }> {
  writeFileSync(`/proc/${opened.server.pid}/clear_refs`, '5')
  let bytes = 0
  for await (const chunk of await store.extract(dataset, window)) bytes += chunk.length
  const peak = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${opened.server.pid}/status`, 'utf8'))?.[1]
  return { peakMb: Number(peak) / 1_024, bytes }
}

it.skipIf(process.platform !== 'linux')(
  'needs no more memory for a large window than for a small one',
  {
    timeout: 180_000,
  },
  async () => {
    await fill(SMALL, SMALL_ROWS)
    await fill(LARGE, LARGE_ROWS)
    const small = await extracted(SMALL)
    const large = await extracted(LARGE)
    expect(large.bytes).toBeGreaterThan(20 * small.bytes)
    expect(large.peakMb - small.peakMb).toBeLessThan(MOST_MORE_MB)
  },
)

it.skipIf(process.platform !== 'linux')(
  'needs little more memory for a window in many parts',
  {
    timeout: 120_000,
  },
  async () => {
    await opened.sql('SYSTEM STOP MERGES large')
    for (let part = 0; part < PARTS; part++) await fill(SPREAD, INSERT_ROWS, 1_000_000_000 + part * INSERT_ROWS)
    const small = await extracted(SMALL)
    const spread = await extracted(SPREAD)
    await opened.sql('SYSTEM START MERGES large')
    expect(spread.bytes).toBeGreaterThan(20 * small.bytes)
    expect(spread.peakMb - small.peakMb).toBeLessThan(MOST_MORE_SPREAD_MB)
  },
)

it('answers other queries while it extracts a large window', { timeout: 60_000 }, async () => {
  const answered: string[] = []
  const working = store.extract(dataset, LARGE).then(async (chunks) => {
    answered.push('extract')
    for await (const _ of chunks) break
  })
  const counts = await store.countWindows(dataset, [SMALL], [{ epoch: 0, since: new Array(6).fill(0) }])
  answered.push('count')
  await working
  expect(counts.get(SMALL)).toEqual({ current: SMALL_ROWS, earlier: 0 })
  expect(answered).toEqual(['count', 'extract'])
})
