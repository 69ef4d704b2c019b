import { randomInt, randomUUID } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { chdbStoreServer } from '@main/adapters/chdb/launch-store-process'
import { hyparquetReader } from '@main/adapters/hyparquet/hyparquet-reader'
import { nodeChildLauncher } from '@main/adapters/node-child/node-child-launcher'
import type { StoreRow } from '@main/ports/store'
import { Dataset } from '@shared/model/dataset'
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet'
import { expect, it } from 'vitest'
import { openClickHouseStore } from './clickhouse-store'

const PARTITIONS = 3
const BATCH = 300
const ROUNDS = Number(process.env.KILLS ?? 6)
const WINDOW = Date.UTC(2026, 10, 24, 12, 34)

const dataset = Dataset.parse({
  name: 'killed',
  title: '',
  description: '',
  partitions: PARTITIONS,
  roles: { time: 'at', type: 'place', outcome: 'place', errorSymbols: ['E'], key: 'id' },
  schema: {
    type: 'record',
    name: 'killed',
    fields: [
      { name: 'id', type: { type: 'string', logicalType: 'uuid' } },
      { name: 'at', type: { type: 'long', logicalType: 'timestamp-millis' } },
      { name: 'place', type: 'string' },
    ],
  },
})

it(`every acknowledged batch is stored once after kill -9 (${ROUNDS} times)`, {
  timeout: 20_000 * ROUNDS,
}, async () => {
  const dir = await mkdtemp(join(tmpdir(), 'millrace-kill-'))
  const server = chdbStoreServer({
    launcher: nodeChildLauncher(() => undefined),
    module: new URL('../chdb/store-process.ts', import.meta.url),
    dir,
  })
  const reader = hyparquetReader(new URL('nowhere', import.meta.url))
  const acknowledged = new Array<number>(PARTITIONS).fill(0)
  for (let round = 0; round <= ROUNDS; round++) {
    const running = await server.start(new AbortController().signal)
    const store = openClickHouseStore(running.address)
    await store.prepare(dataset, 30)
    const next = new Array<number>(PARTITIONS).fill(0)
    for (const { partition, next: stored } of await store.storedEpochs(dataset)) next[partition] = stored
    expect(next.every((offset, partition) => offset >= (acknowledged[partition] ?? 0))).toBe(true)

    const parquet = join(dir, 'window.parquet')
    await writeFile(parquet, await store.extract(dataset, WINDOW))
    expect(await reader.countRows(parquet)).toBe(next.reduce((sum, offset) => sum + offset, 0))
    const rows = await parquetReadObjects({ file: await asyncBufferFromFile(parquet), columns: ['place'] })
    expect(new Set(rows.map(({ place }) => place as string)).size).toBe(rows.length)

    if (round === ROUNDS) await running.stop()
    else {
      const kill = sleep(randomInt(20, 500)).then(() => process.kill(running.pid, 'SIGKILL'))
      await insertUntilItDies(store, next, acknowledged)
      await kill
      await running.exited
    }
    await store.close()
  }
  expect(acknowledged.every((offset) => offset > 0)).toBe(true)
  await rm(dir, { recursive: true, force: true })
})

async function insertUntilItDies(
  store: ReturnType<typeof openClickHouseStore>,
  next: number[],
  acknowledged: number[],
): Promise<void> {
  for (;;) {
    const rows = Array.from({ length: BATCH }, (_, i): StoreRow => {
      const partition = i % PARTITIONS
      const offset = (next[partition] as number)++
      const event = { id: randomUUID(), at: WINDOW + (offset % 60_000), place: `${partition} ${offset}` }
      return { event, epoch: 7, partition, offset }
    })
    try {
      await store.insert(dataset, rows)
    } catch (thrown) {
      expect(thrown).toMatchObject({ fault: { code: 'store-unavailable' } })
      return
    }
    next.forEach((offset, partition) => {
      acknowledged[partition] = offset
    })
  }
}
