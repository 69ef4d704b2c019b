import type { LandingTable } from '@main/ports/landing-table'
import type { Dataset } from '@shared/model/dataset'
import { FaultError } from '@shared/model/fault'
import { changedType } from './change-type'
import type { Connection } from './connection'
import { quoted } from './quoted'
import { ADDED_COLUMNS, type Column, type FieldColumn, STORED_EPOCHS, tableOf, ttl } from './table'

/** The former names of our own columns, from before schema fields could have these names. */
const EARLIER_NAMES: ReadonlyMap<string, string> = new Map([
  [ADDED_COLUMNS.partition, 'log_partition'],
  [ADDED_COLUMNS.offset, 'log_offset'],
  [ADDED_COLUMNS.storedAt, 'stored_at'],
])

/**
 * Creates the table, or upgrades an older one to this version and adds what is new in the schema: columns, symbols of enums, another TTL.
 * Each step checks the current table, so that after a kill between two steps the next call finishes the work.
 */
export async function prepareTable(
  connection: Connection,
  landing: Pick<LandingTable, 'close'>,
  dataset: Dataset,
  ttlDays: number,
): Promise<void> {
  const { placement } = connection
  const table = tableOf(dataset, placement)
  const holder = placement.holder(table.name)
  const alterAny = (name: string, change: string) =>
    connection.command(`ALTER TABLE ${quoted(name)}${placement.onCluster} ${change}`)
  const alter = (change: string) => alterAny(holder, change)
  const params = { table: holder }
  const columnsOf = (name: string) =>
    connection.rows<Column>({
      sql: 'SELECT name, type FROM system.columns WHERE database = currentDatabase() AND table = {table:String}',
      params: { table: name },
    })
  const columns = () => columnsOf(holder)
  // A statement for all servers waits for each of them, so it is not repeated while one is away.
  if (placement.cluster === null || (await columns()).length === 0) await connection.command(table.create(ttlDays))

  const renames = renamesOf(await columns())
  if (renames.length > 0) {
    // Its open view writes to columns by their former names. The sink opens it again.
    await landing.close(dataset)
    // A column that a projection uses cannot be renamed.
    await alter('DROP PROJECTION IF EXISTS next_offsets')
    await alter(renames.join(', '))
  }
  const changes = changesOf(dataset.name, table.columns, await columns())
  if (changes.some((change) => change.startsWith(RENAME))) await landing.close(dataset)
  for (const change of changes) await alter(change)
  if (placement.cluster !== null) {
    if ((await columnsOf(table.name)).length === 0) await connection.command(table.createDistributed())
    for (const change of changesOf(dataset.name, table.columns, await columnsOf(table.name)))
      await alterAny(table.name, change)
  }
  // Tables on a cluster have always had it.
  else await projectEpochs(connection, holder, alter)
  const [{ engine } = { engine: '' }] = await connection.rows<{ engine: string }>({
    sql: 'SELECT engine_full AS engine FROM system.tables WHERE database = currentDatabase() AND name = {table:String}',
    params,
  })
  if (!engine.includes(`toIntervalDay(${ttlDays})`)) await alter(`MODIFY TTL ${ttl(ttlDays)}`)
}

/** Adds the projection to a table that was created without it, and to its parts. */
async function projectEpochs(connection: Connection, table: string, alter: (change: string) => Promise<void>) {
  await alter(`ADD PROJECTION IF NOT EXISTS ${STORED_EPOCHS.name} ${STORED_EPOCHS.query}`)
  const [parts] = await connection.rows<{ without: string }>({
    sql: `SELECT toString(countIf(rows > 0 AND NOT has(projections, {projection:String}))) AS without FROM system.parts
          WHERE active AND database = currentDatabase() AND table = {table:String}`,
    params: { table, projection: STORED_EPOCHS.name },
  })
  if (Number(parts?.without ?? 0) > 0) await alter(`MATERIALIZE PROJECTION ${STORED_EPOCHS.name}`)
}

/**
 * Columns with other names in an earlier version. A field with such a name is not renamed: if it is a field, the new column already exists.
 */
export function renamesOf(existing: readonly Pick<Column, 'name'>[]): string[] {
  const names = new Set(existing.map(({ name }) => name))
  return [...EARLIER_NAMES].flatMap(([name, earlier]) =>
    !names.has(name) && names.has(earlier) ? [`RENAME COLUMN ${quoted(earlier)} TO ${quoted(name)}`] : [],
  )
}

/**
 * The statements that make the existing columns fit, in order. A former name of a field is renamed. Throws `schema-incompatible` with all
 * columns that cannot hold both their rows and what the schema asks for.
 */
export function changesOf(dataset: string, wanted: readonly FieldColumn[], existing: readonly Column[]): string[] {
  const types = new Map(existing.map(({ name, type }) => [name, type]))
  const names = new Set(wanted.map(({ name }) => name))
  const problems: string[] = []
  const changes = wanted.flatMap((column): string[] => {
    const { name, type, fallback, aliases = [], isJson = false } = column
    const former = types.has(name) ? undefined : aliases.find((alias) => types.has(alias) && !names.has(alias))
    const found = types.get(former ?? name)
    const renames = former === undefined ? [] : [`${RENAME} ${quoted(former)} TO ${quoted(name)}`]
    if (found === undefined) {
      return [`ADD COLUMN ${quoted(name)} ${type}${fallback === undefined ? '' : ` DEFAULT ${fallback}`}`]
    }
    const changed = isJson && JSON_TOO.includes(plainOf(found)) ? type : changedType(found, type)
    if (changed === null) problems.push(`its table stores ${name} as ${found}, and the schema asks for ${type}`)
    return changed === null || changed === found ? renames : [...renames, `MODIFY COLUMN ${quoted(name)} ${changed}`]
  })
  if (problems.length === 0) return changes
  throw new FaultError({ code: 'schema-incompatible', subject: dataset, problem: problems.join('; ') })
}

const RENAME = 'RENAME COLUMN'
/** Types whose text is JSON. */
const JSON_TOO: readonly string[] = ['Bool', 'Int32', 'Int64', 'Float32', 'Float64']

function plainOf(type: string): string {
  return type.replace(/^Nullable\((.*)\)$/, '$1')
}
