import { join } from 'node:path'
import type { Decision, IncidentRecord, IncidentStore, KeptRecord } from '@main/ports/incident-store'
import type { Channel, Outbox } from '@main/ports/outbox'
import { type Alarm, isAlarm, type ListedIncident } from '@shared/model/alarm'
import type { Database } from './database'
import { type OnDamage, openOrSetAside } from './open-or-set-aside'
import { createOutbox, OUTBOX_TABLES, putMessages } from './outbox'
import { reserveRoom } from './reserve-room'

interface Row {
  readonly record: string
}

/** The incidents in `dir/incidents.sqlite`, with their notifications in the same file. */
export async function openEmbeddedIncidents(
  dir: string,
  onDamage?: OnDamage,
): Promise<{ store: IncidentStore; outbox: Outbox }> {
  const database = await openOrSetAside(
    join(dir, 'incidents.sqlite'),
    {
      version: 1,
      tables: `
      CREATE TABLE incident (
        id TEXT PRIMARY KEY, dataset TEXT NOT NULL, began INTEGER NOT NULL, last INTEGER NOT NULL, ended INTEGER NOT NULL,
        record TEXT NOT NULL
      ) WITHOUT ROWID;
      CREATE INDEX incident_by_beginning ON incident (began, id);
      CREATE INDEX incident_by_window ON incident (dataset, last);
      CREATE INDEX incident_going_on ON incident (dataset) WHERE NOT ended`,
    },
    onDamage,
  )
  // Files of earlier versions have no messages.
  database.exec(OUTBOX_TABLES)
  // Only the one who keeps the file sets damage aside; others just read it.
  if (onDamage) await reserveRoom(database)
  return { store: createStore(database), outbox: createOutbox(database) }
}

/** The column `dataset` of an alarm that belongs to no dataset. */
const NO_DATASET = ''

function createStore(database: Database): IncidentStore {
  const put = database.prepare(
    `INSERT INTO incident (id, dataset, began, last, ended, record) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET began = excluded.began, last = excluded.last, ended = excluded.ended, record = excluded.record`,
  )
  const alarm = "json_extract(record, '$.incident.alarm')"
  const around = database.prepare<Row>(
    `SELECT record FROM incident WHERE dataset = ?1 AND NOT ended AND ${alarm} IS NULL
     UNION SELECT record FROM incident WHERE dataset = ?1 AND last >= ?2 AND began <= ?3 AND ${alarm} IS NULL`,
  )
  const byId = database.prepare<Row>('SELECT record FROM incident WHERE id = ?')
  // Parses only the summaries, because a hundred incidents have many windows.
  const summary = "json_extract(record, '$.incident') AS record"
  const newest = database.prepare<Row>(
    `SELECT ${summary} FROM incident WHERE (began, id) < (?, ?) AND dataset = coalesce(?, dataset)
     ORDER BY began DESC, id DESC LIMIT ?`,
  )
  const beginning = database.prepare<{ began: number }>('SELECT began FROM incident WHERE id = ?')
  const open = database.prepare<Row>(`SELECT ${summary} FROM incident WHERE NOT ended ORDER BY began DESC, id DESC`)
  const openAlarms = database.prepare<Row>(
    `SELECT ${summary} FROM incident WHERE NOT ended AND ${alarm} IS NOT NULL ORDER BY began DESC, id DESC`,
  )
  const notifiedOf = database.prepare<{ channel: Channel }>(
    "SELECT channel FROM message WHERE incident = ? AND change = 'opened' ORDER BY id",
  )

  const notified = (id: string) => notifiedOf.all(id).map(({ channel }) => channel)
  const keep = ({ records, messages }: Decision) => {
    for (const record of records) {
      const { incident } = record
      const { id, dataset, began, state } = incident
      const last = isAlarm(incident) ? (incident.endedAt ?? began) : incident.last
      put.run(id, dataset ?? NO_DATASET, began, last, state === 'ended' ? 1 : 0, JSON.stringify(record))
    }
    putMessages(database, messages)
  }
  const find = (id: string): KeptRecord | null => {
    const row = byId.get(id)
    return row ? (JSON.parse(row.record) as KeptRecord) : null
  }

  return {
    changeAround: ({ dataset, start, reachMs }, decide) =>
      database.write(() => {
        const known = around.all(dataset, start - reachMs, start + reachMs)
        keep(
          decide(
            known.map((row) => JSON.parse(row.record) as IncidentRecord),
            notified,
          ),
        )
      }),
    changeAlarms: (decide) =>
      database.write(() =>
        keep(
          decide(
            openAlarms.all().map(({ record }) => JSON.parse(record) as Alarm),
            notified,
          ),
        ),
      ),
    change: (id, decide) =>
      database.write(() => {
        const known = find(id)
        if (!known) return null
        keep(decide(known, notified))
        return find(id)
      }),
    get: async (id) => find(id),
    async list({ dataset = null, before, limit }) {
      const from = before === undefined ? undefined : beginning.get(before)?.began
      if (before !== undefined && from === undefined) return []
      return newest.all(from ?? Number.MAX_SAFE_INTEGER, before ?? '', dataset, limit).map(incidentOf)
    },
    open: async () => open.all().map(incidentOf),
    close: () => database.close(),
  }
}

/** Only this adapter writes the file, so its contents are trusted. */
function incidentOf({ record }: Row): ListedIncident {
  return JSON.parse(record) as ListedIncident
}
