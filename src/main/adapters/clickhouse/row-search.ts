import type { RowSearch } from '@main/ports/row-search'
import { MINUTE_MS } from '@shared/lib/time'
import { valueKind } from '@shared/model/avro-type'
import type { AvroField, Dataset } from '@shared/model/dataset'
import type { EventValues, RowFilter, StoredRow } from '@shared/model/event-trace'
import { windowOf } from '@shared/model/window'
import type { Connection } from './connection'
import { type Query, within } from './queries'
import { quoted } from './quoted'
import { EPOCH, OFFSET, PARTITION, STORED_AT } from './table'

/** A user waits for the answer, and the store has other work. */
const LIMITS = 'SETTINGS max_execution_time = 20, max_threads = 2'

type Answer = Record<string, string | number | boolean | null>

/** Our own aliases: an alias with a column's name would replace the column in conditions too. */
const VALUE = 'value_'

export function rowSearch(connection: Connection): RowSearch {
  const one = async (dataset: Dataset, condition: string, params: Query['params']): Promise<StoredRow | null> => {
    const [found] = await connection.rows<Answer>(rowsQuery(dataset, condition, params, 'LIMIT 1'))
    return found ? rowOf(dataset, found) : null
  }
  return {
    async inWindow(dataset, window, filter, limit) {
      const { condition, params } = conditionOf(dataset, window, filter)
      const order = `ORDER BY ${orderOf(dataset, filter)} LIMIT {limit:UInt32}`
      const rows = await connection.rows<Answer>(rowsQuery(dataset, condition, { ...params, limit }, order))
      const sql = `SELECT toString(count()) AS total FROM ${quoted(dataset.name)} WHERE ${condition} ${LIMITS}`
      const [count] = await connection.rows<{ total: string }>({ sql, params })
      return { rows: rows.map((row) => rowOf(dataset, row)), total: Number(count?.total ?? 0) }
    },
    at: (dataset, { epoch, partition, offset }) => {
      const condition = `${EPOCH} = {epoch:UInt64} AND ${PARTITION} = {partition:UInt16} AND ${OFFSET} = {offset:UInt64}`
      return one(dataset, condition, { epoch, partition, offset })
    },
    byId: async (dataset, id) => {
      const field = dataset.schema.fields.find(({ name }) => name === dataset.roles.id)
      if (!field) return null
      const isUuid = valueKind(field.type) === 'uuid'
      const sought = isUuid ? 'toUUIDOrNull({id:String})' : '{id:String}'
      return one(dataset, `${quoted(field.name)} = ${sought}`, { id })
    },
    async before(dataset, { place, event }) {
      const time = quoted(dataset.roles.time)
      const at = Number(event[dataset.roles.time])
      const instant = "fromUnixTimestamp64Milli({at:Int64}, 'UTC')"
      const earlier = `(${time} < ${instant} OR (${time} = ${instant} AND (${EPOCH}, ${PARTITION}, ${OFFSET}) < ({epoch:UInt64}, {partition:UInt16}, {offset:UInt64})))`
      const sql = `SELECT toString(count()) AS rows FROM ${quoted(dataset.name)} WHERE ${within(time, 'from', 'to')} AND ${earlier} ${LIMITS}`
      const from = windowOf(at)
      const [count] = await connection.rows<{ rows: string }>({
        sql,
        params: { from, to: from + MINUTE_MS, at, ...place },
      })
      return Number(count?.rows ?? 0)
    },
  }
}

function conditionOf({ roles }: Dataset, window: number, { type, errorsOnly, errorCode }: RowFilter) {
  const params: Record<string, number | string> = { from: window, to: window + MINUTE_MS }
  const conditions = [within(quoted(roles.time), 'from', 'to')]
  if (type !== undefined) {
    params.type = type
    conditions.push(`toString(${quoted(roles.type)}) = {type:String}`)
  }
  if (errorsOnly) {
    const symbols = roles.errorSymbols.map((symbol, i) => {
      params[`symbol${i}`] = symbol
      return `{symbol${i}:String}`
    })
    conditions.push(`toString(${quoted(roles.outcome)}) IN (${symbols.join(', ')})`)
  }
  if (errorCode !== undefined) {
    params.code = errorCode
    conditions.push(roles.errorCode === undefined ? 'false' : `toString(${quoted(roles.errorCode)}) = {code:String}`)
  }
  return { condition: conditions.join(' AND '), params }
}

function orderOf({ roles }: Dataset, { order }: RowFilter): string {
  const position = `${quoted(roles.time)}, ${EPOCH}, ${PARTITION}, ${OFFSET}`
  return order === 'slowest' && roles.latency !== undefined ? `${quoted(roles.latency)} DESC, ${position}` : position
}

function rowsQuery({ name, schema }: Dataset, condition: string, params: Query['params'], rest: string): Query {
  const values = schema.fields.map((field, i) => `${expressionOf(field)} AS ${VALUE}${i}`)
  const position = [
    `toString(${EPOCH}) AS row_epoch`,
    `${PARTITION} AS row_partition`,
    `toString(${OFFSET}) AS row_offset`,
    `toUnixTimestamp(${STORED_AT}) AS row_stored`,
  ]
  const columns = [...values, ...position].join(', ')
  return { sql: `SELECT ${columns} FROM ${quoted(name)} WHERE ${condition} ${rest} ${LIMITS}`, params }
}

/** Whole numbers as text, because JSON readers may round them. */
function expressionOf(field: AvroField): string {
  const column = quoted(field.name)
  switch (valueKind(field.type)) {
    case 'time':
      return `toString(toUnixTimestamp64Milli(${column}))`
    case 'long':
    case 'uuid':
    case 'enum':
      return `toString(${column})`
    case 'bytes':
      return `base64Encode(${column})`
    default:
      return column
  }
}

function rowOf({ schema }: Dataset, answer: Answer): StoredRow {
  const event: EventValues = {}
  for (const [i, field] of schema.fields.entries()) {
    const value = answer[`${VALUE}${i}`] ?? null
    const kind = valueKind(field.type)
    event[field.name] = value !== null && (kind === 'time' || kind === 'long') ? Number(value) : value
  }
  return {
    place: {
      epoch: Number(answer.row_epoch),
      partition: Number(answer.row_partition),
      offset: Number(answer.row_offset),
    },
    storedAt: Number(answer.row_stored) * 1_000,
    event,
  }
}
