import type { RowSearch } from '@main/ports/row-search'
import { MINUTE_MS } from '@shared/lib/time'
import { valueKind } from '@shared/model/avro-type'
import type { Dataset } from '@shared/model/dataset'
import { jsonOf } from '@shared/model/event-json'
import type { EventValues, RowFilter, StoredRow } from '@shared/model/event-trace'
import { storedFields } from '@shared/model/stored-fields'
import { windowOf } from '@shared/model/window'
import { failedCondition, typeExpression } from './analyse-query'
import type { Connection } from './connection'
import { type Query, within } from './queries'
import { quoted } from './quoted'
import { EPOCH, OFFSET, PARTITION, STORED_AT } from './table'
import { textOf, valueOfText } from './values-as-text'

/** A user waits for the answer, and the store has other work. */
const LIMITS = 'SETTINGS max_execution_time = 20, max_threads = 2'

type Answer = Record<string, string | number | null>

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
      const field = storedFields(dataset).find(({ name }) => name === dataset.roles.id)
      if (!field) return null
      const type = field.type
      const condition: Readonly<Record<string, string>> = {
        uuid: `${quoted(field.name)} = toUUIDOrNull({id:String})`,
        int: `${quoted(field.name)} = toInt32OrNull({id:String})`,
        long: `${quoted(field.name)} = toInt64OrNull({id:String})`,
      }
      return one(dataset, condition[valueKind(type)] ?? `${quoted(field.name)} = {id:String}`, { id })
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
    conditions.push(`${typeExpression(roles)} = {type:String}`)
  }
  if (errorsOnly) conditions.push(failedCondition(roles))
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

function rowsQuery(dataset: Dataset, condition: string, params: Query['params'], rest: string): Query {
  const values = storedFields(dataset).map((field, i) => `${textOf(field)} AS ${VALUE}${i}`)
  const position = [
    `toString(${EPOCH}) AS row_epoch`,
    `${PARTITION} AS row_partition`,
    `toString(${OFFSET}) AS row_offset`,
    `toUnixTimestamp(${STORED_AT}) AS row_stored`,
  ]
  const columns = [...values, ...position].join(', ')
  return { sql: `SELECT ${columns} FROM ${quoted(dataset.name)} WHERE ${condition} ${rest} ${LIMITS}`, params }
}

function rowOf(dataset: Dataset, answer: Answer): StoredRow {
  const event: EventValues = Object.fromEntries(
    storedFields(dataset).map(({ name, type }, i) => [
      name,
      jsonOf(type, valueOfText(type, answer[`${VALUE}${i}`] ?? null)),
    ]),
  )
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
