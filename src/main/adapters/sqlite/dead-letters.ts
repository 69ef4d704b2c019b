import { join } from 'node:path'
import type { DeadLetters } from '@main/ports/dead-letters'
import type { LetterResends } from '@main/ports/letter-resends'
import { isOfLog } from '@main/ports/log-epochs'
import type { WindowRows } from '@main/ports/store'
import { type DeadLetter, DeadLetterPlace, type DeadLetterState } from '@shared/model/dead-letter'
import { letterGroup } from '@shared/model/letter-group'
import type { WindowStart } from '@shared/model/window'
import { createLetterResends } from './letters/letter-resends'
import { bringUpToDate, EPOCH, LETTER_TABLES } from './letters/letter-tables'
import { type OnDamage, openOrSetAside } from './open-or-set-aside'

const PREVIEW_BYTES = 120

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
  readonly state: DeadLetterState
  readonly note: string | null
}

export interface DeadLettersOptions {
  readonly onDamage?: OnDamage
  readonly now?: () => number
}

/** Dead letters, and what was decided about them, in one file: both change together. */
export interface EmbeddedDeadLetters extends DeadLetters {
  readonly resends: LetterResends
}

/** The dead letters in `dir/dead-letters.sqlite`. */
export async function openEmbeddedDeadLetters(
  dir: string,
  { now = Date.now, onDamage }: DeadLettersOptions = {},
): Promise<EmbeddedDeadLetters> {
  const database = await openOrSetAside(join(dir, 'dead-letters.sqlite'), LETTER_TABLES, onDamage)
  await bringUpToDate(database)
  const insert = database.prepare(
    `INSERT INTO letter (dataset, at, placeKey, place, inLog, reason, grp, window, body, records, state, note)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET state = excluded.state, note = excluded.note WHERE excluded.state <> 'open'`,
  )
  const columns = `id, dataset, at, place, reason, records, length(body) AS bytes, coalesce(substr(body, 1, ${PREVIEW_BYTES}), x'') AS start, window, state, note`
  const ofPosition = database.prepare<LetterRow>(`SELECT ${columns} FROM letter WHERE dataset = ? AND placeKey = ?`)
  const bodyOf = database.prepare<{ body: Uint8Array }>('SELECT body FROM letter WHERE id = ?')
  const count = database.prepare<{ count: number }>('SELECT coalesce(sum(records), 0) AS count FROM letter')
  const countOf = database.prepare<{ count: number }>(
    'SELECT coalesce(sum(records), 0) AS count FROM letter WHERE dataset = ?',
  )
  const removeResent = database.prepare('DELETE FROM resent WHERE resend IN (SELECT id FROM resend WHERE dataset = ?)')
  const removeResends = database.prepare('DELETE FROM resend WHERE dataset = ?')
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
          const { state, note } = letter.closed ?? { state: 'open', note: null }
          const where = [positionKey(place), JSON.stringify(place), place.kind === 'log' ? 1 : 0]
          insert.run(dataset, now(), ...where, reason, letterGroup(reason), window, body, records, state, note)
        }
      })
    },
    async list({ dataset, reason, open = false, before = Number.MAX_SAFE_INTEGER, limit }) {
      const only = [
        ...(dataset === undefined ? [] : ['dataset = ?']),
        ...(reason === undefined ? [] : ['grp = ?']),
        ...(open ? ["state IN ('open', 'sending')"] : []),
        'id < ?',
      ]
      const sql = `SELECT ${columns} FROM letter WHERE ${only.join(' AND ')} ORDER BY id DESC LIMIT ?`
      const given = [dataset, reason].filter((value) => value !== undefined)
      return database
        .prepare<LetterRow>(sql)
        .all(...given, before, limit)
        .map(letterOf)
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
    clear: (dataset) =>
      database.write(() => {
        removeResent.run(dataset)
        removeResends.run(dataset)
        removeAll.run(dataset)
      }),
    resends: createLetterResends(database, now),
    close: () => database.close(),
  }
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
