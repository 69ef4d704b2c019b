import type { PageQuery, RowPages, StoreRow } from '@main/ports/store'
import { MINUTE_MS } from '@shared/lib/time'
import type { AvroField } from '@shared/model/avro-schema'
import { type ValueKind, valueKind } from '@shared/model/avro-type'
import type { Dataset, Event } from '@shared/model/dataset'
import { storedFields } from '@shared/model/stored-fields'
import type { Connection } from './connection'
import { LONG_QUERY_WITHIN_S, type Query, rangeCondition } from './queries'
import { quoted } from './quoted'
import { readLines } from './read-lines'
import { EPOCH, OFFSET, PARTITION } from './table'
import { textOf, valueOfText } from './values-as-text'

type Answer = Record<string, string | number | null>

/** Our own aliases: an alias with a column's name would replace the column in conditions too. */
const VALUE = 'value_'
const POSITION = `${EPOCH}, ${PARTITION}, ${OFFSET}`
/** Of texts and bytes: a page of large rows is shorter than its limit. */
const PAGE_BYTES = 16_000_000
/** Rows are read in the table's order, a page at a time, with few buffers. */
const SETTINGS = `SETTINGS optimize_read_in_order = 1, max_threads = 2, max_block_size = 1000, max_execution_time = ${LONG_QUERY_WITHIN_S}`

export function rowPages(connection: Connection): RowPages {
  return {
    async page(dataset, query) {
      const limit = await fittingRows(connection, dataset, query)
      if (limit === 0) return []
      const answers = await connection.rows<Answer>(pageQuery(dataset, { ...query, limit }))
      return answers.map((answer) => rowOf(dataset, answer))
    },
    async sums(dataset, signal) {
      const lines = await readLines(
        await connection.stream(sumsQuery(dataset), signal),
        'the table has too many windows',
      )
      return lines.map((line) => {
        const [start, rows, checksum = ''] = line.split('\t')
        return { start: Number(start), rows: Number(rows), checksum }
      })
    },
  }
}

/** Kinds of values without a bound of ours: the schema may give a fixed or a decimal any size. */
const LARGE: readonly ValueKind[] = ['string', 'bytes', 'fixed', 'decimal', 'json', 'array', 'map', 'record']

function sizeOf({ name, type }: AvroField): string {
  const isText = ['string', 'bytes', 'json'].includes(valueKind(type))
  return `ifNull(${isText ? 'length' : 'byteSize'}(${quoted(name)}), 0)`
}

/** The number of the next rows that are small enough together for one answer, which is held in memory. */
async function fittingRows(connection: Connection, dataset: Dataset, query: PageQuery): Promise<number> {
  const large = storedFields(dataset).filter(({ type }) => LARGE.includes(valueKind(type)))
  if (large.length === 0) return query.limit
  const bytes = large.map(sizeOf).join(' + ')
  const sizes = await connection.rows<{ size: number | string }>(selectPage(dataset, query, `${bytes} AS size`))
  let total = 0
  const over = sizes.findIndex(({ size }) => {
    total += Number(size)
    return total > PAGE_BYTES
  })
  return over === -1 ? sizes.length : Math.max(1, over)
}

function pageQuery(dataset: Dataset, query: PageQuery): Query {
  const values = storedFields(dataset).map((field, i) => `${textOf(field)} AS ${VALUE}${i}`)
  const position = [
    `toString(${EPOCH}) AS row_epoch`,
    `${PARTITION} AS row_partition`,
    `toString(${OFFSET}) AS row_offset`,
  ]
  return selectPage(dataset, query, [...values, ...position].join(', '))
}

function selectPage({ name, roles }: Dataset, { after, within, limit }: PageQuery, columns: string): Query {
  const time = quoted(roles.time)
  const conditions: string[] = []
  const params: Record<string, number> = { limit }
  if (after !== null) {
    const { time: at, epoch, partition, offset } = after
    Object.assign(params, { at, epoch, partition, offset })
    const instant = "fromUnixTimestamp64Milli({at:Int64}, 'UTC')"
    const place = '({epoch:UInt64}, {partition:UInt16}, {offset:UInt64})'
    // The first condition finds the place in the table's order; the second one alone would read the table from its start.
    conditions.push(`${time} >= ${instant}`, `(${time} > ${instant} OR (${POSITION}) > ${place})`)
  }
  if (within !== null) conditions.push(`(${['false', ...within.map(rangeCondition)].join(' OR ')})`)
  const where = conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`
  const sql = `SELECT ${columns} FROM ${quoted(name)} ${where} ORDER BY ${time}, ${POSITION} LIMIT {limit:UInt32} ${SETTINGS}`
  return { sql, params }
}

/** The sum does not depend on the order of rows. Values are hashed as text, because two tables may number the symbols of an enum differently. */
function sumsQuery(dataset: Dataset): Query {
  const { name, roles } = dataset
  const time = `toUnixTimestamp64Milli(${quoted(roles.time)})`
  const hashed = storedFields(dataset).flatMap((field) => {
    const column = quoted(field.name)
    const text =
      valueKind(field.type) === 'time' ? `toString(toUnixTimestamp64Milli(${column}))` : `toString(${column})`
    return [`isNull(${column})`, `ifNull(${text}, '')`]
  })
  const sql = `SELECT ${time} - positiveModulo(${time}, ${MINUTE_MS}) AS start, count(), sum(cityHash64(${hashed.join(', ')})) FROM ${quoted(name)} GROUP BY start ORDER BY start SETTINGS max_threads = 2, max_execution_time = ${LONG_QUERY_WITHIN_S} FORMAT TSV`
  return { sql, params: {} }
}

function rowOf(dataset: Dataset, answer: Answer): StoreRow {
  const event: Event = Object.fromEntries(
    storedFields(dataset).map(({ name, type }, i) => [name, valueOfText(type, answer[`${VALUE}${i}`] ?? null)]),
  )
  return {
    event,
    epoch: Number(answer.row_epoch),
    partition: Number(answer.row_partition),
    offset: Number(answer.row_offset),
  }
}
