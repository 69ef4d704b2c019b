import type { LetterResends, SentLetter, WholeLetter } from '@main/ports/letter-resends'
import { assertNever } from '@shared/model/assert-never'
import { DeadLetterPlace } from '@shared/model/dead-letter'
import { LogPlace } from '@shared/model/event-trace'
import { letterGroup } from '@shared/model/letter-group'
import {
  isResending,
  type LetterGroup,
  type LetterSelection,
  type Resend,
  type ResendCounts,
} from '@shared/model/letter-resend'
import type { Database } from '../database'

type WholeRow = Omit<WholeLetter, 'place'> & { readonly place: string }
type ResendRow = Omit<Resend, 'counts'>

const WHOLE = 'letter.id, letter.place, letter.reason, letter.records, letter.body'
const TO_DO = "state IN ('open', 'sending')"

/** Resends in the file of the dead letters. The tables exist. */
export function createLetterResends(database: Database, now: () => number): LetterResends {
  const groups = database.prepare<LetterGroup>(
    `SELECT dataset, grp AS reason, sum(state = 'open') AS open, sum(state = 'sending') AS sending, max(at) AS newestAt
     FROM letter WHERE ${TO_DO} AND (?1 IS NULL OR dataset = ?1) GROUP BY dataset, grp ORDER BY open DESC, dataset, grp`,
  )
  const openCounts = database.prepare<{ dataset: string; open: number; sending: number }>(
    `SELECT dataset, sum(iif(state = 'open', records, 0)) AS open, sum(iif(state = 'sending', records, 0)) AS sending
     FROM letter WHERE ${TO_DO} GROUP BY dataset`,
  )
  const columns = 'id, dataset, reason, state, startedAt, endedAt, problem'
  const listed = database.prepare<ResendRow>(
    `SELECT ${columns} FROM resend WHERE (NOT ? OR state IN ('running', 'cancelling')) ORDER BY startedAt DESC, rowid DESC LIMIT ?`,
  )
  const one = database.prepare<ResendRow>(`SELECT ${columns} FROM resend WHERE id = ?`)
  const counts = database.prepare<{ state: keyof ResendCounts; letters: number }>(
    'SELECT state, count(*) AS letters FROM resent WHERE resend = ? GROUP BY state',
  )
  const insert = database.prepare("INSERT INTO resend VALUES (?, ?, ?, 'running', ?, NULL, NULL)")
  const cancel = database.prepare("UPDATE resend SET state = 'cancelling' WHERE id = ? AND state = 'running'")
  const finish = database.prepare(
    `UPDATE resend SET state = iif(state = 'cancelling', 'cancelled', 'done'), endedAt = ?, problem = NULL WHERE id = ? AND endedAt IS NULL`,
  )
  const problem = database.prepare('UPDATE resend SET problem = ? WHERE id = ?')
  const waiting = database.prepare<WholeRow>(
    `SELECT ${WHOLE} FROM resent JOIN letter ON letter.id = resent.letter
     WHERE resend = ? AND resent.state = 'waiting' ORDER BY letter LIMIT ?`,
  )
  const isWaiting = database.prepare<{ letter: number }>(
    "SELECT letter FROM resent WHERE resend = ? AND letter = ? AND state = 'waiting'",
  )
  const sent = database.prepare<{ letter: number; place: string | null; eventTime: number }>(
    "SELECT letter, place, eventTime FROM resent WHERE resend = ? AND state = 'sent' ORDER BY letter LIMIT ?",
  )
  const markSent = database.prepare(
    "UPDATE resent SET state = 'sent', place = ?, eventTime = ? WHERE resend = ? AND letter = ? AND state = 'waiting'",
  )
  const settled = database.prepare('UPDATE resent SET state = ? WHERE resend = ? AND letter = ?')
  const setState = database.prepare('UPDATE letter SET state = ? WHERE id = ?')
  const setReason = database.prepare("UPDATE letter SET state = 'open', reason = ?, grp = ? WHERE id = ?")
  const reopen = database.prepare(
    `UPDATE letter SET state = 'open' WHERE id IN (SELECT letter FROM resent WHERE resend = ? AND state = 'waiting')`,
  )
  const release = database.prepare("UPDATE resent SET state = 'kept' WHERE resend = ? AND state = 'waiting'")

  const resendOf = (row: ResendRow): Resend => {
    const found = { waiting: 0, sent: 0, stored: 0, dead: 0, kept: 0 }
    for (const { state, letters } of counts.all(row.id)) found[state] = letters
    return { ...row, counts: found }
  }
  const find = (id: string) => {
    const row = one.get(id)
    return row ? resendOf(row) : null
  }
  const countOpen = (selection: LetterSelection) => {
    const { where, values } = openOnes(selection)
    return database.prepare<{ letters: number }>(`SELECT count(*) AS letters FROM letter WHERE ${where}`).get(...values)
      ?.letters as number
  }

  return {
    groups: async (dataset) => groups.all(dataset ?? null),
    openCounts: async () =>
      new Map(openCounts.all().map(({ dataset, open, sending }) => [dataset, { open, sending }] as const)),
    async openLetters(selection, after, limit) {
      const { where, values } = openOnes(selection)
      const sql = `SELECT ${WHOLE} FROM letter WHERE ${where} AND id > ? ORDER BY id LIMIT ?`
      return database
        .prepare<WholeRow>(sql)
        .all(...values, after, limit)
        .map(wholeOf)
    },
    countOpen: async (selection) => countOpen(selection),
    discard: (selection, note) =>
      database.write(() => {
        const letters = countOpen(selection)
        const { where, values } = openOnes(selection)
        database.prepare(`UPDATE letter SET state = 'discarded', note = ? WHERE ${where}`).run(note, ...values)
        return letters
      }),
    start: (id, selection) =>
      database.write(() => {
        const { where, values } = openOnes(selection)
        database
          .prepare(`INSERT INTO resent (resend, letter, state) SELECT ?, id, 'waiting' FROM letter WHERE ${where}`)
          .run(id, ...values)
        if (counts.all(id).length === 0) return null
        insert.run(id, selection.dataset, selection.reason ?? null, now())
        database.prepare(`UPDATE letter SET state = 'sending' WHERE ${where}`).run(...values)
        return find(id)
      }),
    list: async ({ limit, unfinished = false }) => listed.all(unfinished ? 1 : 0, limit).map(resendOf),
    find: async (id) => find(id),
    cancel: (id) => database.write(() => cancel.run(id)),
    waiting: async (resend, limit) => waiting.all(resend, limit).map(wholeOf),
    stillWaiting: async (resend, ids) => ids.filter((id) => isWaiting.get(resend, id) !== undefined),
    refuse: (resend, letters) =>
      database.write(() => {
        for (const { id, reason } of letters) {
          settled.run('dead', resend, id)
          setReason.run(reason, letterGroup(reason), id)
        }
      }),
    markSent: (resend, letters) =>
      database.write(() => {
        for (const { id, place, eventTime } of letters) {
          markSent.run(place === null ? null : JSON.stringify(place), eventTime, resend, id)
        }
      }),
    sent: async (resend, limit) =>
      sent.all(resend, limit).map(
        ({ letter, place, eventTime }): SentLetter => ({
          id: letter,
          place: place === null ? null : LogPlace.parse(JSON.parse(place)),
          eventTime,
        }),
      ),
    settle: (resend, outcomes) =>
      database.write(() => {
        for (const { id, outcome } of outcomes) {
          const [count, state] = after(outcome)
          settled.run(count, resend, id)
          setState.run(state, id)
        }
      }),
    release: (resend) =>
      database.write(() => {
        reopen.run(resend)
        release.run(resend)
      }),
    finish: (resend) => database.write(() => finish.run(now(), resend)),
    async setProblem(resend, text) {
      const row = one.get(resend)
      if (row && isResending(row) && row.problem !== text) await database.write(() => problem.run(text, resend))
    },
  }
}

/** Where an outcome is counted, and the letter's state after it. */
function after(outcome: 'stored' | 'dead' | 'lost') {
  switch (outcome) {
    case 'stored':
      return ['stored', 'stored'] as const
    case 'dead':
      return ['dead', 'replaced'] as const
    case 'lost':
      return ['kept', 'open'] as const
    default:
      return assertNever(outcome)
  }
}

function openOnes({ dataset, reason, ids }: LetterSelection): { where: string; values: string[] } {
  const only = ["state = 'open'", 'dataset = ?']
  const values: string[] = [dataset]
  if (reason !== undefined) {
    only.push('grp = ?')
    values.push(reason)
  }
  if (ids !== undefined) {
    only.push('id IN (SELECT value FROM json_each(?))')
    values.push(JSON.stringify(ids))
  }
  return { where: only.join(' AND '), values }
}

function wholeOf({ place, ...row }: WholeRow): WholeLetter {
  return { ...row, place: DeadLetterPlace.parse(JSON.parse(place)) }
}
