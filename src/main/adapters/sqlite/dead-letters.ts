import { join } from 'node:path'
import type { DeadLetters } from '@main/ports/dead-letters'
import { isOfLog } from '@main/ports/log-epochs'
import type { WindowRows } from '@main/ports/store'
import { type DeadLetter, DeadLetterPlace } from '@shared/model/dead-letter'
import type { WindowStart } from '@shared/model/window'
import type { Database } from './database'
import { type OnDamage, openOrSetAside } from './open-or-set-aside'

const PREVIEW_BYTES = 120
/** Dead letters of earlier versions have no epoch in their position: they belong to epoch 0. */
const EPOCH = "coalesce(place ->> 'epoch', 0)"
const BY_PLACE = `CREATE INDEX IF NOT EXISTS letter_by_place
  ON letter (dataset, ${EPOCH}, place ->> 'partition', place ->> 'offset') WHERE inLog`

interface LetterRow {
  readonly id: number
  readonly dataset: string
  readonly at: number
  readonly place: string
  readonly reason: string
  readonly records: number
  readonly bytes: number
  readonly start: Uint8Array
  readonly window: number | null
}

export interface DeadLettersOptions {
  readonly onDamage?: OnDamage
  readonly now?: () => number
}

/** The dead letters in `dir/dead-letters.sqlite`. */
export async function openEmbeddedDeadLetters(
  dir: string,
  { now = Date.now, onDamage }: DeadLettersOptions = {},
): Promise<DeadLetters> {
  const database = await openOrSetAside(
    join(dir, 'dead-letters.sqlite'),
    {
      version: 1,
      tables: `
      CREATE TABLE letter (
        id INTEGER PRIMARY KEY AUTOINCREMENT, dataset TEXT NOT NULL, at INTEGER NOT NULL, placeKey TEXT NOT NULL,
        place TEXT NOT NULL, inLog INTEGER NOT NULL, reason TEXT NOT NULL, window INTEGER, body BLOB NOT NULL,
        records INTEGER NOT NULL DEFAULT 1,
        UNIQUE (dataset, placeKey)
      );
      CREATE INDEX letter_by_window ON letter (dataset, window) WHERE inLog`,
    },
    onDamage,
  )
  await bringUpToDate(database)
  const insert = database.prepare(
    `INSERT INTO letter (dataset, at, placeKey, place, inLog, reason, window, body, records) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT DO NOTHING`,
  )
  const columns = `id, dataset, at, place, reason, records, length(body) AS bytes, coalesce(substr(body, 1, ${PREVIEW_BYTES}), x'') AS start, window`
  const newest = database.prepare<LetterRow>(`SELECT ${columns} FROM letter WHERE id < ? ORDER BY id DESC LIMIT ?`)
  const newestOf = database.prepare<LetterRow>(
    `SELECT ${columns} FROM letter WHERE dataset = ? AND id < ? ORDER BY id DESC LIMIT ?`,
  )
  const ofPosition = database.prepare<LetterRow>(`SELECT ${columns} FROM letter WHERE dataset = ? AND placeKey = ?`)
  const bodyOf = database.prepare<{ body: Uint8Array }>('SELECT body FROM letter WHERE id = ?')
  const count = database.prepare<{ count: number }>('SELECT coalesce(sum(records), 0) AS count FROM letter')
  const countOf = database.prepare<{ count: number }>(
    'SELECT coalesce(sum(records), 0) AS count FROM letter WHERE dataset = ?',
  )
  const removeAll = database.prepare('DELETE FROM letter WHERE dataset = ?')
  const ofWindow = database.prepare<{ epoch: number; partition: number; offset: number; records: number }>(
    `SELECT ${EPOCH} AS epoch, place ->> 'partition' AS partition, place ->> 'offset' AS offset, records
     FROM letter WHERE dataset = ? AND window = ? AND inLog`,
  )
  const inStretch = database.prepare<{ offset: number }>(
    `SELECT place ->> 'offset' AS offset FROM letter
     WHERE inLog AND dataset = ? AND ${EPOCH} = ? AND place ->> 'partition' = ? AND place ->> 'offset' >= ? AND place ->> 'offset' < ?`,
  )

  return {
    async add(letters) {
      if (letters.length === 0) return
      await database.write(() => {
        for (const letter of letters) {
          const { dataset, place, reason, window, body, records = 1 } = letter
          const inLog = place.kind === 'log' ? 1 : 0
          insert.run(dataset, now(), positionKey(place), JSON.stringify(place), inLog, reason, window, body, records)
        }
      })
    },
    async list({ dataset, before = Number.MAX_SAFE_INTEGER, limit }) {
      const rows = dataset === undefined ? newest.all(before, limit) : newestOf.all(dataset, before, limit)
      return rows.map(letterOf)
    },
    async ofRecord(dataset, { epoch, partition, offset }) {
      const row = ofPosition.get(dataset, positionKey({ kind: 'log', epoch, partition, offset }))
      return row ? letterOf(row) : null
    },
    among: async (dataset, stretches) =>
      stretches.flatMap(({ epoch, partition, from, to }) =>
        inStretch.all(dataset, epoch, partition, from, to).map(({ offset }) => ({ epoch, partition, offset })),
      ),
    body: async (id) => bodyOf.get(id)?.body ?? null,
    count: async (dataset) => (dataset === undefined ? count.get() : countOf.get(dataset))?.count ?? 0,
    async countByWindow(dataset, windows, epochs) {
      const counts = new Map<WindowStart, WindowRows>()
      for (const window of windows) {
        const letters = ofWindow.all(dataset, window)
        const counted = { current: 0, earlier: 0 }
        for (const letter of letters) counted[isOfLog(epochs, letter) ? 'current' : 'earlier'] += letter.records
        counts.set(window, counted)
      }
      return counts
    },
    clear: (dataset) => database.write(() => removeAll.run(dataset)),
    close: () => database.close(),
  }
}

/** Files of earlier versions have neither the column nor the index. */
async function bringUpToDate(database: Database): Promise<void> {
  await database.write(() => {
    const has = database.prepare("SELECT 1 FROM pragma_table_info('letter') WHERE name = 'records'").get()
    if (!has) database.exec('ALTER TABLE letter ADD COLUMN records INTEGER NOT NULL DEFAULT 1')
    database.exec(BY_PLACE)
  })
}

/** The position in a file is a line of one replay; the file's name is only for display. */
function positionKey(place: DeadLetterPlace): string {
  if (place.kind === 'file') return `file ${place.replay} ${place.line}`
  // Dead letters of earlier versions belong to epoch 0, and their key has no epoch.
  return `log ${place.epoch === 0 ? '' : `${place.epoch} `}${place.partition} ${place.offset}`
}

function letterOf({ start, place, ...row }: LetterRow): DeadLetter {
  return { ...row, place: DeadLetterPlace.parse(JSON.parse(place)), preview: previewOf(start) }
}

/** The bytes as text; unprintable characters and invalid UTF-8 become `·`. */
export function previewOf(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes).replace(/[\p{C}\u2028\u2029\ufffd]/gu, '·')
}
