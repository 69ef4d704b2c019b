import type { Channel, Message, NewMessage, Outbox } from '@main/ports/outbox'
import { DAY_MS } from '@shared/lib/time'
import type { Delivery, Notice } from '@shared/model/alert'
import type { Database } from './database'

/** Older messages are removed; no channel reports the same incident again by then. */
const KEEP_MS = 90 * DAY_MS
const PRUNE_EVERY = 200

/** `done`: no attempt follows. */
export const OUTBOX_TABLES = `
  CREATE TABLE IF NOT EXISTS message (
    id INTEGER PRIMARY KEY AUTOINCREMENT, incident TEXT NOT NULL, change TEXT NOT NULL, channel TEXT NOT NULL,
    at INTEGER NOT NULL, title TEXT NOT NULL, text TEXT NOT NULL, payload TEXT NOT NULL, state TEXT NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0, nextAt INTEGER, outcome TEXT, doneAt INTEGER, seen INTEGER NOT NULL DEFAULT 0,
    UNIQUE (incident, change, channel)
  );
  CREATE INDEX IF NOT EXISTS message_waiting ON message (nextAt) WHERE state = 'waiting';
  CREATE INDEX IF NOT EXISTS message_unseen ON message (id) WHERE channel = 'app' AND NOT seen`

const inserts = new WeakMap<Database, (message: NewMessage) => void>()

/** Call it inside a transaction. An existing message is not changed. */
export function putMessages(database: Database, messages: readonly NewMessage[]): void {
  const insert = inserts.get(database) ?? insertOf(database)
  inserts.set(database, insert)
  for (const message of messages) insert(message)
}

function insertOf(database: Database): (message: NewMessage) => void {
  const insert = database.prepare(
    `INSERT INTO message (incident, change, channel, at, title, text, payload, state, nextAt, doneAt)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
  )
  return ({ incident, change, channel, at, title, text, payload }) => {
    // A notification in the window is delivered as soon as it is stored here.
    const [state, nextAt, doneAt] = channel === 'app' ? ['delivered', null, at] : ['waiting', at, null]
    insert.run(
      incident,
      change,
      channel,
      at,
      title,
      text,
      payload,
      state as string,
      nextAt as number | null,
      doneAt as number | null,
    )
  }
}

interface DeliveryRow extends Omit<Delivery, 'channel'> {
  readonly channel: Channel
}

export function createOutbox(database: Database): Outbox {
  const content = 'id, incident, change, channel, at, title, text, payload, attempts'
  const due = database.prepare<Message>(
    `SELECT ${content} FROM message m WHERE state = 'waiting' AND nextAt NOT BETWEEN ? + 1 AND ? AND NOT EXISTS (
       SELECT 1 FROM message e WHERE e.incident = m.incident AND e.channel = m.channel AND e.id < m.id
         AND e.state IN ('waiting', 'sending')
     ) ORDER BY id LIMIT ?`,
  )
  const begin = database.prepare("UPDATE message SET state = 'sending', attempts = attempts + 1 WHERE id = ?")
  const finish = database.prepare('UPDATE message SET state = ?, outcome = ?, nextAt = ?, doneAt = ? WHERE id = ?')
  const interrupted = database.prepare(
    `UPDATE message SET state = 'unknown', doneAt = ?, nextAt = NULL,
       outcome = 'Millrace ended while it was sending: it may have arrived' WHERE state = 'sending'`,
  )
  const again = database.prepare(
    "UPDATE message SET state = 'waiting', nextAt = ?, doneAt = NULL WHERE id = ? AND state IN ('failed', 'unknown')",
  )
  const mayHurry = "channel = ?1 AND state = 'waiting' AND nextAt > ?2 AND coalesce(outcome, '') NOT LIKE 'HTTP 429%'"
  const hurryAll = database.prepare(`UPDATE message SET nextAt = ?2 WHERE ${mayHurry}`)
  const hurryOldest = database.prepare(
    `UPDATE message SET nextAt = ?2 WHERE id = (SELECT min(id) FROM message WHERE ${mayHurry})`,
  )
  const noticeColumns = 'id, at, change, incident, title, text, seen'
  const notices = database.prepare<Omit<Notice, 'read'> & { seen: number }>(
    `SELECT ${noticeColumns} FROM message WHERE channel = 'app' AND id < ? ORDER BY id DESC LIMIT ?`,
  )
  const unread = database.prepare<{ count: number }>(
    "SELECT count(*) AS count FROM message WHERE channel = 'app' AND NOT seen",
  )
  const read = database.prepare("UPDATE message SET seen = 1 WHERE channel = 'app' AND NOT seen AND id <= ?")
  const deliveries = database.prepare<DeliveryRow>(
    `SELECT id, at, change, incident, title, channel, state, attempts, nextAt, outcome, doneAt
     FROM message WHERE channel <> 'app' AND incident = coalesce(?, incident) AND id < ? ORDER BY id DESC LIMIT ?`,
  )
  const prune = database.prepare("DELETE FROM message WHERE at < ? AND state NOT IN ('waiting', 'sending')")
  let finished = 0

  const listNotices = (before: number, limit: number): Notice[] =>
    notices.all(before, limit).map(({ seen, ...notice }) => ({ ...notice, read: seen === 1 }))

  return {
    due: async (now, longestWaitMs, limit) => due.all(now, now + longestWaitMs, limit).map((row) => ({ ...row })),
    begin: (id) => database.write(() => begin.run(id)),
    finish: (id, { state, outcome, at, retryAt }, also) =>
      database.write(() => {
        finish.run(state, outcome, retryAt, retryAt === null ? at : null, id)
        if (also) putMessages(database, [also])
        if (finished++ % PRUNE_EVERY === 0) prune.run(at - KEEP_MS)
      }),
    interrupted: (at) => database.write(() => interrupted.run(at)),
    hurry: (channel, at, which) => database.write(() => (which === 'all' ? hurryAll : hurryOldest).run(channel, at)),
    again: (id, at) => database.write(() => again.run(at, id)),
    async notices(limit) {
      return { unread: unread.get()?.count ?? 0, items: listNotices(Number.MAX_SAFE_INTEGER, limit) }
    },
    listNotices: async ({ before = Number.MAX_SAFE_INTEGER, limit }) => listNotices(before, limit),
    read: (through) => database.write(() => read.run(through)),
    async deliveries({ incident = null, before = Number.MAX_SAFE_INTEGER, limit }) {
      return deliveries
        .all(incident, before, limit)
        .map(({ channel, ...row }): Delivery => ({ ...row, channel: recipientOf(channel) }))
    },
  }
}

function recipientOf(channel: Channel): Delivery['channel'] {
  return channel.startsWith('webhook:')
    ? { kind: 'webhook', id: channel.slice('webhook:'.length) }
    : { kind: 'desktop' }
}
