import { createHash } from 'node:crypto'
import { landingTableOf } from '@main/ports/landing-names'
import type { LogEpoch } from '@main/ports/log-epochs'
import { enumSymbols, isNullable, type ValueKind, valueKind } from '@shared/model/avro-type'
import type { AvroField, Dataset } from '@shared/model/dataset'
import { FaultError } from '@shared/model/fault'
import { storedFields } from '@shared/model/stored-fields'
import { COLUMN_TYPES } from './column-types'
import { quoted } from './quoted'
import { ADDED_COLUMNS, EPOCH, OFFSET, PARTITION, tableOf } from './table'

/** The statements of a dataset's landing table: a table that stores nothing, and a view that copies written rows to the dataset's table. */
export interface LandingSql {
  readonly landing: string
  readonly open: string
  readonly closed: string
  readonly createLanding: string
  readonly createOpen: string
  readonly createClosed: string
  /** Changes when any of the statements does. It is the comment of the open view. */
  readonly hash: string
}

/** Errors after which Kafka Connect's ClickHouse sink retries without limit instead of rejecting the rows. */
const TOO_MANY_SIMULTANEOUS_QUERIES = 202
const TABLE_IS_READ_ONLY = 242
const OWN_CODES = 'SETTINGS allow_custom_error_code_in_throwif = 1'

export function landingSql(dataset: Dataset, epochs: readonly LogEpoch[]): LandingSql {
  const landing = landingTableOf(dataset.name)
  const { columns } = tableOf(dataset)
  const open = `${landing}_open`
  const closed = `${landing}_closed`
  const fields = storedFields(dataset)
  const createLanding = `CREATE TABLE ${quoted(landing)} (${[
    ...fields.map(({ name, type }) => `${quoted(name)} ${deliveredType(type)}`),
    `${PARTITION} Int32`,
    `${OFFSET} Int64`,
  ].join(', ')}) ENGINE = Null`
  const selected = columns.map(
    ({ name, type }, i) =>
      `${stored(fields[i], type, name === ADDED_COLUMNS.epoch ? epochOf(epochs) : `i.${quoted(name)}`)} AS ${quoted(name)}`,
  )
  const conditions = [alone(dataset, landing), ...fields.flatMap(holds), isNew(dataset, landing, epochs)]
  const select = `SELECT ${selected.join(', ')} FROM ${quoted(landing)} AS i WHERE ${conditions.join(' AND ')} ${OWN_CODES}`
  const hash = createHash('sha256').update(createLanding).update(select).digest('hex').slice(0, 16)
  const refusal = `throwIf(1, 'the built-in sink of Millrace stores ${dataset.name} now', toInt16(${TABLE_IS_READ_ONLY}))`
  return {
    landing,
    open,
    closed,
    createLanding,
    createOpen: `CREATE MATERIALIZED VIEW ${quoted(open)} TO ${quoted(dataset.name)} AS ${select} COMMENT '${hash}'`,
    createClosed: `CREATE MATERIALIZED VIEW IF NOT EXISTS ${quoted(closed)} TO ${quoted(dataset.name)} AS SELECT ${quoted(dataset.roles.time)} FROM ${quoted(landing)} WHERE ${refusal} = 0 ${OWN_CODES}`,
    hash,
  }
}

const DELIVERED = ['boolean', 'int', 'long', 'float', 'double', 'string', 'bytes', 'enum', 'uuid', 'time'] as const

function isDelivered(kind: ValueKind): kind is (typeof DELIVERED)[number] {
  return (DELIVERED as readonly ValueKind[]).includes(kind)
}

/** Throws `dataset-unusable` when the other sink delivers some fields in forms that the dataset's table does not have. */
export function checkDelivered({ name, schema, derived = [] }: Dataset): void {
  const others = schema.fields.filter(({ type }) => !isDelivered(valueKind(type)))
  const names = [...others.map((field) => field.name), ...derived.map(({ path }) => path.join('.'))]
  if (names.length === 0) return
  const problem = `Kafka Connect does not deliver ${names.map((one) => `"${one}"`).join(', ')} in the form that its table has; choose the built-in sink in Settings`
  throw new FaultError({ code: 'dataset-unusable', dataset: name, problem })
}

/** A pattern that matches queries that name the table. */
export function naming(table: string): string {
  return `(^|\\W)${table}(\\W|$)`
}

/**
 * The view checks whether a row is new before it writes: two simultaneous inserts of the same rows would both find them new. The writer
 * sends a second insert when the first one takes too long, while the server may still be running the first.
 */
function alone({ name }: Dataset, landing: string): string {
  const running = `FROM system.processes WHERE query_kind = 'Insert' AND match(query, '${naming(landing).replaceAll('\\', '\\\\')}')`
  return `(SELECT throwIf(count() > 1, 'another insert into ${name} has not ended yet', toInt16(${TOO_MANY_SIMULTANEOUS_QUERIES})) ${running}) = 0`
}

/** A row written again has the same event time, so the table's order finds it directly. */
function isNew({ name, roles }: Dataset, landing: string, epochs: readonly LogEpoch[]): string {
  const time = quoted(roles.time)
  const there = `SELECT ${EPOCH}, toInt32(${PARTITION}), toInt64(${OFFSET}) FROM ${quoted(name)} WHERE ${time} IN (SELECT ${time} FROM ${quoted(landing)})`
  return `(${epochOf(epochs)}, i.${PARTITION}, i.${OFFSET}) NOT IN (${there})`
}

/** The epoch of a delivered row, by its partition and offset: newest epoch first, because most rows belong to it. */
function epochOf(epochs: readonly LogEpoch[]): string {
  const [first, ...later] = epochs
  const cases = later.reverse().map(({ epoch, since }) => {
    const begins = `arrayElement([${since.join(', ')}], i.${PARTITION} + 1)`
    return `i.${OFFSET} >= ${begins}, toUInt64(${epoch})`
  })
  const oldest = `toUInt64(${first?.epoch ?? 0})`
  return cases.length === 0 ? oldest : `multiIf(${[...cases, oldest].join(', ')})`
}

/** The column type as Kafka Connect delivers the values: symbols and UUIDs as text, numbers signed. Its sink checks types strictly. */
function deliveredType(type: AvroField['type']): string {
  const kind = valueKind(type)
  const plain = kind === 'uuid' || !isDelivered(kind) ? 'String' : COLUMN_TYPES[kind]
  return isNullable(type) ? `Nullable(${plain})` : plain
}

/** The delivered value in the type of the dataset's column; without a field, a part of the position. */
function stored(field: AvroField | undefined, columnType: string, value: string): string {
  if (field === undefined) return `CAST(${value} AS ${columnType})`
  switch (valueKind(field.type)) {
    case 'uuid':
      return isNullable(field.type) ? `toUUIDOrNull(${value})` : `assumeNotNull(toUUIDOrNull(${value}))`
    case 'enum':
      return `CAST(${value} AS ${columnType})`
    default:
      return value
  }
}

/** The condition under which the column can hold the delivered value; null when the types are the same. */
function holds({ name, type }: AvroField): string[] {
  const value = `i.${quoted(name)}`
  const check = checkOf(type, value)
  if (check === null) return []
  return [isNullable(type) ? `(${value} IS NULL OR ${check})` : check]
}

function checkOf(type: AvroField['type'], value: string): string | null {
  const symbols = enumSymbols(type)
  if (symbols.length > 0) return `${value} IN (${symbols.map((symbol) => `'${symbol}'`).join(', ')})`
  const kind = valueKind(type)
  if (kind === 'uuid') return `toUUIDOrNull(${value}) IS NOT NULL`
  if (kind !== 'time') return null
  return `toUnixTimestamp64Milli(${value}) BETWEEN ${Date.UTC(1900, 0, 1)} AND ${Date.UTC(2300, 0, 1) - 1}`
}
