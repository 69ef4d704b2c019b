import type { Database } from '../database'
import type { DatabaseFormat } from '../open-database'

const CHECKPOINT_PAGES = 4_000
export const WAL_BYTES = 64 * 1024 * 1024

/** The millisecond and eleven random bits: unique in practice, sorted by time, and a safe integer until the year 2109. */
const NEW_EPOCH = "(CAST(unixepoch('subsec') * 1000 AS INTEGER) * 2048 + (random() & 2047))"
export const BEGIN_EPOCH = `UPDATE log SET epoch = ${NEW_EPOCH} RETURNING epoch`

const EPOCH_TABLE = `
    CREATE TABLE epoch (
      number INTEGER PRIMARY KEY AUTOINCREMENT, topic INTEGER NOT NULL, epoch INTEGER NOT NULL, since TEXT NOT NULL
    );
    CREATE INDEX epoch_by_topic ON epoch (topic)`

/**
 * A block is the part of one append that goes to one partition, or a piece of it when it is large. Blocks never change; `id` is their order
 * across all partitions.
 */
export const LOG_FORMAT: DatabaseFormat = {
  version: 2,
  whenNew: 'PRAGMA page_size = 8192; PRAGMA auto_vacuum = INCREMENTAL',
  pragmas: `PRAGMA wal_autocheckpoint = ${CHECKPOINT_PAGES}; PRAGMA journal_size_limit = ${WAL_BYTES}`,
  tables: `
    CREATE TABLE log (identity TEXT NOT NULL, epoch INTEGER NOT NULL);
    INSERT INTO log VALUES (lower(hex(randomblob(16))), ${NEW_EPOCH});
    ${EPOCH_TABLE};
    CREATE TABLE topic (
      id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, partitions INTEGER NOT NULL,
      appended INTEGER NOT NULL DEFAULT 0, bytes INTEGER NOT NULL DEFAULT 0, version INTEGER NOT NULL DEFAULT 0
    );
    CREATE TABLE partition (
      topic INTEGER NOT NULL, number INTEGER NOT NULL, start INTEGER NOT NULL, next INTEGER NOT NULL,
      PRIMARY KEY (topic, number)
    ) WITHOUT ROWID;
    CREATE TABLE block (
      id INTEGER PRIMARY KEY, topic INTEGER NOT NULL, partition INTEGER NOT NULL,
      base INTEGER NOT NULL, next INTEGER NOT NULL, minTime REAL NOT NULL, maxTime REAL NOT NULL,
      loggedAt INTEGER NOT NULL, windows BLOB, bytes BLOB NOT NULL,
      UNIQUE (topic, partition, next)
    );
    CREATE TABLE window_count (
      topic INTEGER NOT NULL, start INTEGER NOT NULL, produced INTEGER NOT NULL, logged INTEGER NOT NULL,
      version INTEGER NOT NULL, epoch INTEGER NOT NULL, PRIMARY KEY (topic, start)
    ) WITHOUT ROWID;
    CREATE INDEX window_by_version ON window_count (topic, version);
    CREATE TABLE mark (source TEXT PRIMARY KEY, progress TEXT NOT NULL) WITHOUT ROWID`,
  upgrades: {
    1: `
    ALTER TABLE log ADD COLUMN epoch INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE window_count ADD COLUMN epoch INTEGER NOT NULL DEFAULT 0;
    ${EPOCH_TABLE};
    INSERT INTO epoch (topic, epoch, since) SELECT topic, 0, json_group_array(0) FROM partition GROUP BY topic`,
  },
}

/** Files of earlier versions have no such column. */
export async function addMissingColumns(database: Database): Promise<void> {
  const columns = database.prepare<{ name: string }>("SELECT name FROM pragma_table_info('block')")
  const isMissing = () => !columns.all().some(({ name }) => name === 'windows')
  if (!isMissing()) return
  await database.write(() => {
    // Another thread may have been faster.
    if (isMissing()) database.exec('ALTER TABLE block ADD COLUMN windows BLOB')
  })
}

export interface Topic {
  readonly id: number
  readonly name: string
  readonly partitions: number
}

export interface Topics {
  find(name: string): Topic | undefined
  /** Throws when the topic does not exist. */
  get(name: string): Topic
}

/** Topics by name. Existing topics never change, so `get` queries each one once; `find` queries every time. */
export function createTopics(database: Database): Topics {
  const known = new Map<string, Topic>()
  const select = database.prepare<Topic>('SELECT id, name, partitions FROM topic WHERE name = ?')
  return {
    find: (name) => select.get(name),
    get(name) {
      const topic = known.get(name) ?? select.get(name)
      if (!topic) throw new Error(`the log has no topic ${name}`)
      known.set(name, topic)
      return topic
    },
  }
}
