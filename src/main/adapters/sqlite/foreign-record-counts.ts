import { join } from 'node:path'
import type { ForeignRecord, ForeignRecordCounts } from '@main/ports/foreign-record-counts'
import { isLost, type LogEpoch } from '@main/ports/log-epochs'
import type { DatasetName } from '@shared/model/dataset'
import { type OnDamage, openOrSetAside } from './open-or-set-aside'

/** The count of one window in one partition: `first` and `last` are offsets of counted records. */
interface CountedWindow {
  readonly start: number
  readonly epoch: number
  readonly partition: number
  readonly records: number
  readonly first: number
  readonly last: number
}

const COUNTED = `
  CREATE TABLE counted (
    dataset TEXT NOT NULL, start INTEGER NOT NULL, epoch INTEGER NOT NULL, partition INTEGER NOT NULL, records INTEGER NOT NULL,
    first INTEGER NOT NULL, last INTEGER NOT NULL, version INTEGER NOT NULL, PRIMARY KEY (dataset, start, epoch, partition)
  ) WITHOUT ROWID;
  CREATE INDEX counted_by_version ON counted (dataset, version)`
/** Counts of the first version have no partitions. Its progress is in `reached`; records before that are not counted again. */
const REACHED = `
  CREATE TABLE IF NOT EXISTS reached (
    dataset TEXT NOT NULL, epoch INTEGER NOT NULL, partition INTEGER NOT NULL, next INTEGER NOT NULL,
    PRIMARY KEY (dataset, epoch, partition)
  ) WITHOUT ROWID`
const NO_PARTITION = -1

/** The counts in `dir/foreign-counts.sqlite`. */
export async function openForeignRecordCounts(dir: string, onDamage?: OnDamage): Promise<ForeignRecordCounts> {
  const database = await openOrSetAside(
    join(dir, 'foreign-counts.sqlite'),
    {
      version: 2,
      tables: `${COUNTED}; ${REACHED}`,
      upgrades: {
        1: `${COUNTED};
          INSERT INTO counted SELECT dataset, start, epoch, ${NO_PARTITION}, records, 0, -1, version FROM window;
          DROP TABLE window`,
      },
    },
    onDamage,
  )
  const reached = database.prepare<{ epoch: number; partition: number; next: number }>(
    'SELECT epoch, partition, next FROM reached WHERE dataset = ?',
  )
  const latest = database.prepare<{ version: number | null }>(
    'SELECT max(version) AS version FROM counted WHERE dataset = ?',
  )
  const columns = 'start, epoch, partition, records, first, last'
  const ofWindow = database.prepare<CountedWindow>(
    `SELECT ${columns} FROM counted WHERE dataset = ? AND start = ? AND partition <> ${NO_PARTITION}`,
  )
  const ofDataset = database.prepare<CountedWindow>(
    `SELECT ${columns} FROM counted WHERE dataset = ? AND partition <> ${NO_PARTITION} AND last >= 0`,
  )
  const put = database.prepare(
    `INSERT INTO counted (dataset, start, epoch, partition, records, first, last, version) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET records = excluded.records, first = excluded.first, last = excluded.last, version = excluded.version`,
  )
  const since = database.prepare<{ start: number; epoch: number; records: number }>(
    `SELECT start, epoch, records FROM counted WHERE dataset = ?1
       AND start IN (SELECT start FROM counted WHERE dataset = ?1 AND version > ?2) ORDER BY start`,
  )
  const sum = database.prepare<{ total: number }>(
    'SELECT coalesce(sum(records), 0) AS total FROM counted WHERE dataset = ?',
  )
  const versionOf = (dataset: DatasetName) => latest.get(dataset)?.version ?? 0
  const write = (dataset: DatasetName, version: number, one: CountedWindow) =>
    put.run(dataset, one.start, one.epoch, one.partition, one.records, one.first, one.last, version)
  const lost = (dataset: DatasetName, epochs: readonly LogEpoch[], end: readonly number[]): CountedWindow[] => {
    const all = ofDataset.all(dataset)
    const isBeyond = ({ last, ...one }: CountedWindow) => isLost(epochs, end, { ...one, offset: last })
    const windows = new Set(all.filter(isBeyond).map(({ epoch, start }) => `${epoch} ${start}`))
    return all.filter(({ epoch, start }) => windows.has(`${epoch} ${start}`))
  }

  return {
    async recountFrom(dataset, epochs, end) {
      const from = end.map(() => Number.POSITIVE_INFINITY)
      for (const { partition, first } of lost(dataset, epochs, end)) {
        from[partition] = Math.min(first, from[partition] ?? first)
      }
      return from
    },
    async forgetLost(dataset, epochs, end) {
      await database.write(() => {
        const version = versionOf(dataset) + 1
        for (const one of lost(dataset, epochs, end)) write(dataset, version, { ...one, records: 0, last: -1 })
      })
    },
    async add(dataset, records) {
      if (records.length === 0) return
      await database.write(() => {
        const version = versionOf(dataset) + 1
        const before = reached.all(dataset)
        for (const [start, ofStart] of Map.groupBy(records, ({ window }) => window)) {
          const known = new Map(ofWindow.all(dataset, start).map((one) => [keyOf(one), one]))
          const firstNew = ({ epoch, partition }: ForeignRecord) =>
            before.find((one) => one.epoch === epoch && one.partition === partition)?.next ?? 0
          for (const one of tally(ofStart, known, firstNew)) write(dataset, version, one)
        }
      })
    },
    async windowsSince(dataset, version, epochs) {
      // In this order: a record counted in between is returned again next time.
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

/** How the records of one window, in log order, change its counts. */
function tally(
  records: readonly ForeignRecord[],
  known: ReadonlyMap<string, CountedWindow>,
  firstNew: (record: ForeignRecord) => number,
): CountedWindow[] {
  const changed = new Map<string, CountedWindow>()
  for (const record of records) {
    const { epoch, partition, offset, window: start, records: more } = record
    const key = keyOf(record)
    const before = changed.get(key) ?? known.get(key)
    if (offset <= (before?.last ?? -1) || offset < firstNew(record)) continue
    const isFirst = before === undefined || before.last < 0
    const first = isFirst ? offset : before.first
    changed.set(key, { start, epoch, partition, first, last: offset, records: (before?.records ?? 0) + more })
  }
  return [...changed.values()]
}

function keyOf({ epoch, partition }: { readonly epoch: number; readonly partition: number }): string {
  return `${epoch} ${partition}`
}
