import { join } from 'node:path'
import type { ForeignCounts, ForeignRecord } from '@main/ports/foreign-counts'
import type { DatasetName } from '@shared/model/dataset'
import { type OnDamage, openOrSetAside } from './set-aside'

/** The counts in `dir/foreign-counts.sqlite`; per epoch and partition, `next` is the offset after the last one that was counted. */
export async function openForeignCounts(dir: string, onDamage?: OnDamage): Promise<ForeignCounts> {
  const database = await openOrSetAside(
    join(dir, 'foreign-counts.sqlite'),
    {
      version: 1,
      tables: `
      CREATE TABLE reached (
        dataset TEXT NOT NULL, epoch INTEGER NOT NULL, partition INTEGER NOT NULL, next INTEGER NOT NULL,
        PRIMARY KEY (dataset, epoch, partition)
      ) WITHOUT ROWID;
      CREATE TABLE window (
        dataset TEXT NOT NULL, start INTEGER NOT NULL, epoch INTEGER NOT NULL, records INTEGER NOT NULL,
        version INTEGER NOT NULL, PRIMARY KEY (dataset, start, epoch)
      ) WITHOUT ROWID;
      CREATE INDEX window_by_version ON window (dataset, version)`,
    },
    onDamage,
  )
  const reached = database.prepare<{ epoch: number; partition: number; next: number }>(
    'SELECT epoch, partition, next FROM reached WHERE dataset = ?',
  )
  const reach = database.prepare(
    `INSERT INTO reached (dataset, epoch, partition, next) VALUES (?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET next = excluded.next`,
  )
  const latest = database.prepare<{ version: number | null }>(
    'SELECT max(version) AS version FROM window WHERE dataset = ?',
  )
  const count = database.prepare(
    `INSERT INTO window (dataset, epoch, start, records, version) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET records = records + excluded.records, version = excluded.version`,
  )
  const since = database.prepare<{ start: number; epoch: number; records: number }>(
    `SELECT start, epoch, records FROM window WHERE dataset = ?1
       AND start IN (SELECT start FROM window WHERE dataset = ?1 AND version > ?2) ORDER BY start`,
  )
  const sum = database.prepare<{ total: number }>(
    'SELECT coalesce(sum(records), 0) AS total FROM window WHERE dataset = ?',
  )
  const versionOf = (dataset: DatasetName) => latest.get(dataset)?.version ?? 0

  return {
    async begin(dataset, epoch, end) {
      const isBeyond = (one: { epoch: number; partition: number; next: number }) =>
        one.epoch === epoch && one.next > (end[one.partition] ?? 0)
      const beyond = reached.all(dataset).filter(isBeyond)
      if (beyond.length === 0) return
      await database.write(() => {
        for (const { partition } of beyond) reach.run(dataset, epoch, partition, 0)
      })
    },
    async add(dataset, records) {
      if (records.length === 0) return
      await database.write(() => {
        const version = versionOf(dataset) + 1
        for (const [epoch, ofEpoch] of Map.groupBy(records, (record) => record.epoch)) {
          const known = reached.all(dataset).filter((one) => one.epoch === epoch)
          const { windows, next } = tally(ofEpoch, new Map(known.map(({ partition, next }) => [partition, next])))
          for (const [start, more] of windows) count.run(dataset, epoch, start, more, version)
          for (const [partition, offset] of next) reach.run(dataset, epoch, partition, offset)
        }
      })
    },
    async windowsSince(dataset, version, epochs) {
      // In this order: what is counted in between is given again next time.
      const current = versionOf(dataset)
      const wanted = new Set(epochs.map(({ epoch }) => epoch))
      const windows = new Map<number, number>()
      for (const { start, epoch, records } of since.all(dataset, version)) {
        if (wanted.has(epoch)) windows.set(start, (windows.get(start) ?? 0) + records)
      }
      return {
        version: Math.max(current, version),
        windows: [...windows].map(([start, records]) => ({ start, records })),
      }
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
