import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { openEmbeddedLog } from '@main/adapters/sqlite/event-log'
import type { LogEpoch } from '@main/ports/log-epochs'
import { drainPending, Session } from 'chdb'
import { parquetMetadata } from 'hyparquet'
import { expect } from 'vitest'

/** The contents of a data directory, counted without the app's own ledger. No process may run on the directory. */
export interface Inventory {
  /** The number of offsets that the log ever gave out and still contains, pruned or not. */
  readonly logged: number
  /** The number of them that are not in the store. */
  readonly lost: number
  readonly store: { rows: number; positions: number; eventIds: number }
  readonly reported: number
  readonly extracted: number
}

const DATASET = 'user_interactions'

interface Logged {
  readonly end: readonly number[]
  readonly epochs: readonly LogEpoch[]
}

async function logged(dataDir: string, dataset: string): Promise<Logged> {
  const log = await openEmbeddedLog(join(dataDir, 'log'), { maxBytes: Number.MAX_SAFE_INTEGER })
  try {
    return { end: (await log.offsets(dataset)).end, epochs: await log.epochs(dataset) }
  } finally {
    await log.close()
  }
}

export async function loggedEnds(dataDir: string, dataset = DATASET): Promise<readonly number[]> {
  return (await logged(dataDir, dataset)).end
}

/** The number of offsets that the log has given out; zero while there is no log. The app may run on the directory. */
export async function loggedTotal(dataDir: string): Promise<number> {
  const ends = await loggedEnds(dataDir).catch(() => [])
  return ends.reduce((sum, end) => sum + end, 0)
}

export async function takeInventory(dataDir: string, dataset = DATASET): Promise<Inventory> {
  const log = await logged(dataDir, dataset)
  const { inLog, ...store } = await countStore(dataDir, dataset, log)
  const total = log.end.reduce((sum, end) => sum + end, 0)
  const objects = await countObjects(join(dataDir, 'objects', dataset.replaceAll('_', '-')))
  const inventory = { logged: total, lost: total - inLog, store, ...objects }
  console.log(`${dataset}: ${JSON.stringify(inventory)}`)
  return inventory
}

/** Nothing lost, nothing twice, and every row in the report of its window. */
export function expectWhole({ logged, lost, store, extracted, reported }: Inventory): void {
  expect({ lost, ...store, extracted, reported }).toEqual({
    lost: 0,
    rows: logged,
    positions: logged,
    eventIds: logged,
    extracted: logged,
    reported: logged,
  })
}

/** The positions that the log contains: of each epoch, from its beginning to that of the next one. */
function positionsOf({ end, epochs }: Logged): string {
  const ranges = epochs.flatMap(({ epoch, since }, n) =>
    since.map((from, partition) => ({ epoch, partition, from, to: (epochs[n + 1]?.since ?? end)[partition] ?? 0 })),
  )
  const conditions = ranges
    .filter(({ from, to }) => from < to)
    .map(
      ({ epoch, partition, from, to }) =>
        `(\`@log_epoch\` = ${epoch} AND \`@log_partition\` = ${partition} AND \`@log_offset\` >= ${from} AND \`@log_offset\` < ${to})`,
    )
  return conditions.length > 0 ? conditions.join(' OR ') : '0'
}

/** The server of an app that has ended may hold its store for a moment longer. */
async function openStore(path: string): Promise<Session> {
  for (let left = 20; ; left--) {
    try {
      return new Session(path)
    } catch (thrown) {
      if (left === 0) throw thrown
      await sleep(500)
    }
  }
}

async function countStore(dataDir: string, dataset: string, log: Logged) {
  const session = await openStore(join(dataDir, 'store', 'engine'))
  try {
    const answer = session.query(
      `SELECT count() AS rows, uniqExact(\`@log_epoch\`, \`@log_partition\`, \`@log_offset\`) AS positions,
         uniqExact(event_id) AS ids, countIf(${positionsOf(log)}) AS inLog
       FROM ${dataset} SETTINGS max_query_size = 10000000, max_ast_elements = 1000000, max_expanded_ast_elements = 1000000`,
      'JSONEachRow',
    )
    const row = JSON.parse(answer) as Record<'rows' | 'positions' | 'ids' | 'inLog', unknown>
    const { rows, positions, ids, inLog } = row
    return { rows: Number(rows), positions: Number(positions), eventIds: Number(ids), inLog: Number(inLog) }
  } finally {
    session.close()
    await drainPending()
  }
}

async function countObjects(dir: string): Promise<Pick<Inventory, 'reported' | 'extracted'>> {
  let reported = 0
  let extracted = 0
  for (const name of await readdir(dir)) {
    const bytes = await readFile(join(dir, name))
    if (/^[\d_-]+\.json$/.test(name)) reported += JSON.parse(bytes.toString('utf8')).report.total_events
    if (name.endsWith('.parquet')) {
      const { buffer, byteOffset, byteLength } = bytes
      extracted += Number(parquetMetadata(buffer.slice(byteOffset, byteOffset + byteLength) as ArrayBuffer).num_rows)
    }
  }
  return { reported, extracted }
}
