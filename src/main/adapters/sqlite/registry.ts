import { join } from 'node:path'
import { canonicalSchema } from '@main/ports/canonical-schema'
import type { RegisteredSchema, SchemaRegistry } from '@main/ports/schema-registry'
import { avroJson } from '@shared/model/avro-json'
import { AvroSchema } from '@shared/model/dataset'
import { FaultError } from '@shared/model/fault'
import { openDatabase } from './open-database'
import { incompatibility } from './registry/compatibility'

interface SchemaRow {
  readonly id: number
  readonly subject: string
  readonly version: number
  readonly schema: string
}

/** The schema registry in `dir/registry.sqlite`. */
export async function openEmbeddedRegistry(dir: string): Promise<SchemaRegistry> {
  const database = await openDatabase(join(dir, 'registry.sqlite'), {
    version: 1,
    tables: `CREATE TABLE schema (
      id INTEGER PRIMARY KEY, subject TEXT NOT NULL, version INTEGER NOT NULL, canonical TEXT NOT NULL, schema TEXT NOT NULL,
      UNIQUE (subject, version), UNIQUE (subject, canonical)
    )`,
  })
  const byId = database.prepare<SchemaRow>('SELECT id, subject, version, schema FROM schema WHERE id = ?')
  const bySubject = database.prepare<SchemaRow>(
    'SELECT id, subject, version, schema FROM schema WHERE subject = ? ORDER BY version',
  )
  const same = database.prepare<SchemaRow>(
    'SELECT id, subject, version, schema FROM schema WHERE subject = ? AND canonical = ?',
  )
  const insert = database.prepare<SchemaRow>(
    `INSERT INTO schema (subject, version, canonical, schema) VALUES (?, ?, ?, ?) RETURNING id, subject, version, schema`,
  )
  return {
    register: (subject, schema) =>
      database.write(() => {
        const canonical = canonicalSchema(schema)
        const known = same.get(subject, canonical)
        if (known) return registered(known)
        const latest = bySubject.all(subject).at(-1)
        const problem = latest ? incompatibility(schema, registered(latest).schema) : null
        if (problem) throw new FaultError({ code: 'schema-incompatible', subject, problem })
        const added = insert.get(subject, (latest?.version ?? 0) + 1, canonical, JSON.stringify(avroJson(schema)))
        return registered(added as SchemaRow)
      }),
    async byId(id) {
      const row = byId.get(id)
      return row ? registered(row) : null
    },
    versions: async (subject) => bySubject.all(subject).map(registered),
    close: () => database.close(),
  }
}

function registered({ id, subject, version, schema }: SchemaRow): RegisteredSchema {
  return { id, subject, version, schema: AvroSchema.parse(JSON.parse(schema)) }
}
