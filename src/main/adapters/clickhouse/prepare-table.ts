import type { Dataset } from '@shared/model/dataset'
import { FaultError } from '@shared/model/fault'
import type { Connection } from './connection'
import { type Column, quoted, tableOf, ttl } from './table'

/** Creates the table, or adds what the schema has gained: columns, symbols of enums, another TTL. */
export async function prepareTable(connection: Connection, dataset: Dataset, ttlDays: number): Promise<void> {
  const table = tableOf(dataset)
  await connection.command(table.create(ttlDays))
  const params = { table: table.name }
  const existing = await connection.rows<Column>({
    sql: 'SELECT name, type FROM system.columns WHERE database = currentDatabase() AND table = {table:String}',
    params,
  })
  const changes = changesOf(dataset.name, table.columns, existing)
  const [{ engine } = { engine: '' }] = await connection.rows<{ engine: string }>({
    sql: 'SELECT engine_full AS engine FROM system.tables WHERE database = currentDatabase() AND name = {table:String}',
    params,
  })
  if (!engine.includes(`toIntervalDay(${ttlDays})`)) changes.push(`MODIFY TTL ${ttl(ttlDays)}`)
  for (const change of changes) await connection.command(`ALTER TABLE ${quoted(table.name)} ${change}`)
}

/** Throws `schema-incompatible` when a column would have to change its type. */
export function changesOf(dataset: string, wanted: readonly Column[], existing: readonly Column[]): string[] {
  const types = new Map(existing.map(({ name, type }) => [name, type]))
  return wanted.flatMap(({ name, type }) => {
    const found = types.get(name)
    if (found === type) return []
    if (found === undefined) return [`ADD COLUMN ${quoted(name)} ${type}`]
    if (extendsEnum(found, type)) return [`MODIFY COLUMN ${quoted(name)} ${type}`]
    throw new FaultError({
      code: 'schema-incompatible',
      subject: dataset,
      problem: `its table stores ${name} as ${found}, and the schema asks for ${type}`,
    })
  })
}

/** Whether every symbol keeps its number and some are new. */
function extendsEnum(found: string, wanted: string): boolean {
  const open = found.replace(/\)+$/, '')
  return /^(Nullable\()?Enum8\(/.test(found) && wanted.startsWith(`${open}, `)
}
