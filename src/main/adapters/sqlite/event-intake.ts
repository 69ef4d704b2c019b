import { join } from 'node:path'
import type { EventIntake } from '@main/ports/event-intake'
import { DAY_MS } from '@shared/lib/time'
import { type OnDamage, openOrSetAside } from './open-or-set-aside'
import { packRecords, unpackRecords } from './packed-records'

/** What may wait for the log, in bytes of packed records. */
const MOST_WAITING_BYTES = 64 * 1024 * 1024
/** How long a repeated request gets its first answer. */
const ANSWERS_KEPT_MS = 7 * DAY_MS

export interface EventIntakeOptions {
  readonly mostWaitingBytes?: number
  readonly now?: () => number
  readonly onDamage?: OnDamage | undefined
}

const IDENTITY = `
      CREATE TABLE identity (id TEXT NOT NULL);
      INSERT INTO identity VALUES (lower(hex(randomblob(16))));`

/** The intake in `dir/intake.sqlite`. A damaged file is set aside, with the batches that waited in it. */
export async function openEventIntake(
  dir: string,
  { mostWaitingBytes = MOST_WAITING_BYTES, now = Date.now, onDamage }: EventIntakeOptions = {},
): Promise<EventIntake> {
  const format = {
    version: 2,
    tables: `
      ${IDENTITY}
      CREATE TABLE batch (
        id INTEGER PRIMARY KEY AUTOINCREMENT, dataset TEXT NOT NULL, key TEXT NOT NULL, fingerprint TEXT NOT NULL,
        answer TEXT NOT NULL, at INTEGER NOT NULL, records BLOB, bytes INTEGER NOT NULL, UNIQUE (dataset, key)
      );
      CREATE INDEX batch_waiting ON batch (dataset, id, bytes) WHERE records IS NOT NULL;
      CREATE INDEX batch_by_age ON batch (at) WHERE records IS NULL`,
    upgrades: { 1: IDENTITY },
  }
  const database = await openOrSetAside(join(dir, 'intake.sqlite'), format, onDamage)
  const { id } = database.prepare<{ id: string }>('SELECT id FROM identity').get() as { id: string }
  const known = database.prepare<{ fingerprint: string; answer: string }>(
    'SELECT fingerprint, answer FROM batch WHERE dataset = ? AND key = ?',
  )
  const waitingBytes = database.prepare<{ bytes: number }>(
    'SELECT coalesce(sum(bytes), 0) AS bytes FROM batch WHERE records IS NOT NULL',
  )
  const insert = database.prepare(
    `INSERT INTO batch (dataset, key, fingerprint, answer, at, records, bytes) VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
  )
  const next = database.prepare<{ id: number; records: Uint8Array }>(
    'SELECT id, records FROM batch WHERE dataset = ? AND id > ? AND records IS NOT NULL ORDER BY id LIMIT 1',
  )
  const passedOn = database.prepare(
    'UPDATE batch SET records = NULL WHERE dataset = ? AND id <= ? AND records IS NOT NULL',
  )
  const forget = database.prepare('DELETE FROM batch WHERE records IS NULL AND at < ?')

  return {
    id,
    find: async (dataset, key) => known.get(dataset, key) ?? null,
    put: ({ dataset, key, fingerprint, answer, records }) =>
      database.write(() => {
        forget.run(now() - ANSWERS_KEPT_MS)
        const packed = packRecords(records)
        if ((waitingBytes.get()?.bytes ?? 0) + packed.length > mostWaitingBytes) return false
        // Without records there is nothing to pass on.
        insert.run(dataset, key, fingerprint, answer, now(), records.length > 0 ? packed : null, packed.length)
        return true
      }),
    async waiting(dataset, after, limit) {
      const batches: { id: number; records: ReturnType<typeof unpackRecords> }[] = []
      let [last, count] = [after, 0]
      while (count < limit) {
        const row = next.get(dataset, last)
        if (!row) break
        const records = unpackRecords(row.records)
        batches.push({ id: row.id, records })
        last = row.id
        count += records.length
      }
      return batches
    },
    passedOn: (dataset, id) =>
      database.write(() => {
        passedOn.run(dataset, id)
        forget.run(now() - ANSWERS_KEPT_MS)
      }),
    close: () => database.close(),
  }
}
