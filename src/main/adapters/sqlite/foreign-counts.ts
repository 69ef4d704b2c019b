import { join } from 'node:path'
import type { ForeignCounts, ForeignRecord } from '@main/ports/foreign-counts'
import type { DatasetName } from '@shared/model/dataset'
import { type OnDamage, openOrSetAside } from './set-aside'

/** The counts in `dir/foreign-counts.sqlite`; per partition, `next` is the offset after the last one that was counted. */
export async function openForeignCounts(dir: string, onDamage?: OnDamage): Promise<ForeignCounts> {
  const database = await openOrSetAside(
    join(dir, 'foreign-counts.sqlite'),
    {
      version: 1,
      tables: `
      CREATE TABLE reached (
        dataset TEXT NOT NULL, partition INTEGER NOT NULL, next INTEGER NOT NULL, PRIMARY KEY (dataset, partition)
      ) WITHOUT ROWID;
      CREATE TABLE window (
        dataset TEXT NOT NULL, start INTEGER NOT NULL, records INTEGER NOT NULL, version INTEGER NOT NULL,
        PRIMARY KEY (dataset, start)
      ) WITHOUT ROWID;
      CREATE INDEX window_by_version ON window (dataset, version)`,
    },
    onDamage,
  )
  const reached = database.prepare<{ partition: number; next: number }>(
    'SELECT partition, next FROM reached WHERE dataset = ?',
  )
  const reach = database.prepare(
    'INSERT INTO reached (dataset, partition, next) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET next = excluded.next',
  )
  const latest = database.prepare<{ version: number | null }>(
    'SELECT max(version) AS version FROM window WHERE dataset = ?',
  )
  const count = database.prepare(
    `INSERT INTO window (dataset, start, records, version) VALUES (?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET records = records + excluded.records, version = excluded.version`,
  )
  const since = database.prepare<{ start: number; records: number }>(
    'SELECT start, records FROM window WHERE dataset = ? AND version > ? ORDER BY version, start',
  )
  const sum = database.prepare<{ total: number }>(
    'SELECT coalesce(sum(records), 0) AS total FROM window WHERE dataset = ?',
  )
  const versionOf = (dataset: DatasetName) => latest.get(dataset)?.version ?? 0

  return {
    async begin(dataset, end) {
      const beyond = reached.all(dataset).filter(({ partition, next }) => next > (end[partition] ?? 0))
      if (beyond.length === 0) return
      await database.write(() => {
        for (const { partition } of beyond) reach.run(dataset, partition, 0)
      })
    },
    async add(dataset, records) {
      if (records.length === 0) return
      await database.write(() => {
        const before = new Map(reached.all(dataset).map(({ partition, next }) => [partition, next]))
        const { windows, next } = tally(records, before)
        const version = versionOf(dataset) + 1
        for (const [start, more] of windows) count.run(dataset, start, more, version)
        for (const [partition, offset] of next) reach.run(dataset, partition, offset)
      })
    },
    async windowsSince(dataset, version) {
      // In this order: what is counted in between is given again next time.
      const current = versionOf(dataset)
      return { version: Math.max(current, version), windows: since.all(dataset, version) }
    },
    total: async (dataset) => sum.get(dataset)?.total ?? 0,
    close: () => database.close(),
  }
}

function tally(records: readonly ForeignRecord[], before: ReadonlyMap<number, number>) {
  const windows = new Map<number, number>()
  const next = new Map<number, number>()
  for (const { partition, offset, window, records: more } of records) {
    if (offset < (next.get(partition) ?? before.get(partition) ?? 0)) continue
    windows.set(window, (windows.get(window) ?? 0) + more)
    next.set(partition, offset + 1)
  }
  return { windows, next }
}
