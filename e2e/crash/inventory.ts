import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { openEmbeddedLog } from '@main/adapters/sqlite/event-log'
import { drainPending, Session } from 'chdb'
import { parquetMetadata } from 'hyparquet'

/** What a data directory holds, counted by other means than the app's own ledger. Nothing may run on the directory. */
export interface Inventory {
  readonly logged: number
  readonly store: { rows: number; places: number; eventIds: number }
  /** Per partition of the store: rows, and the offsets they span. */
  readonly partitions: readonly { rows: number; lowest: number; highest: number }[]
  readonly reported: number
  readonly extracted: number
}

const DATASET = 'user_interactions'
const BUCKET = 'user-interactions'

export async function loggedEnds(dataDir: string): Promise<readonly number[]> {
  const log = await openEmbeddedLog(join(dataDir, 'log'), { maxBytes: Number.MAX_SAFE_INTEGER })
  try {
    return (await log.offsets(DATASET)).end
  } finally {
    await log.close()
  }
}

export async function takeInventory(dataDir: string): Promise<Inventory> {
  const ends = await loggedEnds(dataDir)
  return {
    logged: ends.reduce((sum, end) => sum + end, 0),
    ...(await countStore(dataDir)),
    ...(await countObjects(join(dataDir, 'objects', BUCKET))),
  }
}

async function countStore(dataDir: string): Promise<Pick<Inventory, 'store' | 'partitions'>> {
  const session = new Session(join(dataDir, 'store', 'engine'))
  const ask = (query: string) =>
    session
      .query(query, 'JSONEachRow')
      .trim()
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => {
        const row = JSON.parse(line) as Record<string, unknown>
        return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, Number(value)]))
      })
  try {
    const [whole] = ask(
      `SELECT count() AS rows, uniqExact(\`@log_epoch\`, \`@log_partition\`, \`@log_offset\`) AS places, uniqExact(event_id) AS ids FROM ${DATASET}`,
    )
    const partitions = ask(
      `SELECT count() AS rows, min(\`@log_offset\`) AS lowest, max(\`@log_offset\`) AS highest
       FROM ${DATASET} GROUP BY \`@log_partition\` ORDER BY \`@log_partition\``,
    )
    return {
      store: { rows: whole?.rows ?? 0, places: whole?.places ?? 0, eventIds: whole?.ids ?? 0 },
      partitions: partitions.map(({ rows = 0, lowest = 0, highest = 0 }) => ({ rows, lowest, highest })),
    }
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
