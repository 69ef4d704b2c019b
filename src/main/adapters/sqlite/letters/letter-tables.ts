import { letterGroup } from '@shared/model/letter-group'
import type { Database } from '../database'
import type { DatabaseFormat } from '../open-database'

/** Dead letters of earlier versions have no epoch in their position: they belong to epoch 0. */
export const EPOCH = "coalesce(place ->> 'epoch', 0)"

const LATER_COLUMNS = {
  records: 'INTEGER NOT NULL DEFAULT 1',
  state: "TEXT NOT NULL DEFAULT 'open'",
  note: 'TEXT',
  /** Null in letters that an earlier version has added. */
  grp: 'TEXT',
} as const

export const LETTER_TABLES: DatabaseFormat = {
  version: 1,
  tables: `
    CREATE TABLE letter (
      id INTEGER PRIMARY KEY AUTOINCREMENT, dataset TEXT NOT NULL, at INTEGER NOT NULL, placeKey TEXT NOT NULL,
      place TEXT NOT NULL, inLog INTEGER NOT NULL, reason TEXT NOT NULL, window INTEGER, body BLOB NOT NULL,
      UNIQUE (dataset, placeKey)
    );
    CREATE INDEX letter_by_window ON letter (dataset, window) WHERE inLog`,
}

const LATER_TABLES = `
  CREATE INDEX IF NOT EXISTS letter_by_place
    ON letter (dataset, ${EPOCH}, place ->> 'partition', place ->> 'offset') WHERE inLog;
  CREATE INDEX IF NOT EXISTS letter_to_do ON letter (dataset, grp, state, records, at) WHERE state IN ('open', 'sending');
  CREATE INDEX IF NOT EXISTS letter_without_group ON letter (id) WHERE grp IS NULL;
  CREATE TABLE IF NOT EXISTS resend (
    id TEXT PRIMARY KEY, dataset TEXT NOT NULL, reason TEXT, state TEXT NOT NULL, startedAt INTEGER NOT NULL, endedAt INTEGER,
    problem TEXT
  );
  CREATE TABLE IF NOT EXISTS resent (
    resend TEXT NOT NULL, letter INTEGER NOT NULL, state TEXT NOT NULL, place TEXT, eventTime INTEGER,
    PRIMARY KEY (resend, letter)
  ) WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS resent_by_state ON resent (resend, state, letter)`

/** Files of earlier versions lack columns and tables. An earlier version may write to this file again, so its format stays the same. */
export async function bringUpToDate(database: Database): Promise<void> {
  await database.write(() => {
    const has = database.prepare<{ name: string }>("SELECT name FROM pragma_table_info('letter')").all()
    for (const [name, type] of Object.entries(LATER_COLUMNS)) {
      if (!has.some((column) => column.name === name)) database.exec(`ALTER TABLE letter ADD COLUMN ${name} ${type}`)
    }
    database.exec(LATER_TABLES)
    const put = database.prepare('UPDATE letter SET grp = ? WHERE id = ?')
    const without = database.prepare<{ id: number; reason: string }>('SELECT id, reason FROM letter WHERE grp IS NULL')
    for (const { id, reason } of without.all()) put.run(letterGroup(reason), id)
  })
}
