import type { EpochRange } from '@main/ports/log-epochs'
import type { Stretch, TimeRange } from '@main/ports/store'
import { MINUTE_MS } from '@shared/lib/time'
import { isNullable, valueKind } from '@shared/model/avro-type'
import type { AvroField, Dataset } from '@shared/model/dataset'
import { storedFields } from '@shared/model/stored-fields'
import type { WindowStart } from '@shared/model/window'
import { parquetType } from './column-types'
import type { Placement } from './placement'
import { quoted } from './quoted'
import { EPOCH, OFFSET, PARTITION, tableOf } from './table'

export interface Query {
  readonly sql: string
  readonly params: Readonly<Record<string, number | string>>
}

/** One block whatever the number of rows, stored before the answer is sent. */
const ONE_BLOCK = [
  'max_insert_block_size = 100000000',
  'min_insert_block_size_rows = 100000000',
  'min_insert_block_size_bytes = 0',
  'input_format_parallel_parsing = 0',
  'async_insert = 0',
].join(', ')

export function insertQuery(dataset: Dataset): string {
  const { name, columns } = tableOf(dataset)
  const list = columns.map((column) => quoted(column.name)).join(', ')
  return `INSERT INTO ${quoted(name)} (${list}) SETTINGS ${ONE_BLOCK} FORMAT RowBinary`
}

export function storedEpochsQuery(dataset: Dataset): Query {
  const sql = `SELECT toString(${EPOCH}) AS epoch, ${PARTITION} AS partition, toString(max(${OFFSET}) + 1) AS next FROM ${quoted(dataset.name)} GROUP BY ${EPOCH}, ${PARTITION}`
  return { sql, params: {} }
}

/** Rows of the epochs that are in none of the ranges. */
export function outsideQuery(dataset: Dataset, epochs: readonly number[], ranges: readonly EpochRange[]): Query {
  const own = ranges.filter(({ epoch }) => epochs.includes(epoch)).map(rangeCondition)
  const sql = `SELECT toString(count()) AS rows FROM ${quoted(dataset.name)} WHERE has([${epochs.map(whole)}], ${EPOCH}) AND NOT (${['false', ...own].join(' OR ')})`
  return { sql, params: {} }
}

export function rangeCondition({ epoch, partition, from, to }: Stretch): string {
  const until = Number.isFinite(to) ? ` AND ${OFFSET} < ${whole(to)}` : ''
  return `(${EPOCH} = ${whole(epoch)} AND ${PARTITION} = ${whole(partition)} AND ${OFFSET} >= ${whole(from)}${until})`
}

/** Ranges without a gap: inside one, the offset and the row number grow by the same amount. */
export function storedQuery(dataset: Dataset, asked: readonly Stretch[], during: readonly TimeRange[]): Query {
  const time = quoted(dataset.roles.time)
  const times = during.map(({ from, to }) => `(${time} >= ${instant(from)} AND ${time} < ${instant(to)})`)
  const ranges = asked.map(rangeCondition)
  const position = `${EPOCH} AS e, ${PARTITION} AS p, ${OFFSET} AS o`
  const there = `SELECT DISTINCT ${position} FROM ${quoted(dataset.name)} WHERE (${times.join(' OR ')}) AND (${ranges.join(' OR ')})`
  const numbered = `SELECT e, p, o, toInt64(o) - toInt64(row_number() OVER (PARTITION BY e, p ORDER BY o)) AS stretch FROM (${there})`
  const sql = `SELECT toString(e) AS epoch, p AS partition, toString(min(o)) AS first, toString(max(o)) AS last FROM (${numbered}) GROUP BY e, p, stretch ORDER BY e, p, min(o)`
  return { sql, params: {} }
}

function instant(ms: number): string {
  return `fromUnixTimestamp64Milli(toInt64(${whole(ms)}), 'UTC')`
}

/** Numbers are in the statement itself, because there may be too many for a URL. */
function whole(value: number): string {
  if (!Number.isSafeInteger(value)) throw new RangeError(`${value} is not a whole number`)
  return String(value)
}

/** Selects rows of the current log: those of its epochs, except rows outside their ranges. */
export interface CurrentLogRows {
  readonly epochs: readonly number[]
  readonly beyond: readonly { readonly epoch: number; readonly partition: number; readonly from: number }[]
}

/** Rows per window number, in minutes since the first of `runs`: ranges of windows without a gap. */
export function countQuery(dataset: Dataset, runs: readonly Run[], current: CurrentLogRows): Query {
  const time = quoted(dataset.roles.time)
  const params: Record<string, number> = { base: runs[0]?.from ?? 0 }
  const ranges = runs.map(({ from, to }, i) => {
    params[`from${i}`] = from
    params[`to${i}`] = to
    return `(${within(time, `from${i}`, `to${i}`)})`
  })
  const minute = `intDiv(toUnixTimestamp64Milli(${time}) - {base:Int64}, ${MINUTE_MS})`
  const sql = `SELECT toInt32(${minute}) AS minute, toString(count()) AS rows, toString(countIf(${isEarlier(current)})) AS earlier FROM ${quoted(dataset.name)} WHERE ${ranges.join(' OR ')} GROUP BY minute`
  return { sql, params }
}

/** The windows, by their first milliseconds, with rows that do not belong to the current log. */
export function earlierWindowsQuery(dataset: Dataset, current: CurrentLogRows): Query {
  const time = `toUnixTimestamp64Milli(${quoted(dataset.roles.time)})`
  const sql = `SELECT toString(${time} - positiveModulo(${time}, ${MINUTE_MS})) AS start FROM ${quoted(dataset.name)} WHERE ${isEarlier(current)} GROUP BY start ORDER BY toInt64(start)`
  return { sql, params: {} }
}

/** Partitions and offsets are read only if an older copy makes it necessary, because windows are counted often. */
function isEarlier({ epochs, beyond }: CurrentLogRows): string {
  const others = [
    epochs.length === 0 ? 'true' : `NOT has([${epochs.map(whole)}], ${EPOCH})`,
    ...beyond.map((one) => rangeCondition({ ...one, to: Number.POSITIVE_INFINITY })),
  ]
  return `(${others.join(' OR ')})`
}

export interface Run {
  readonly from: number
  readonly to: number
}

/** Windows as ranges without a gap, in order. */
export function runsOf(windows: readonly WindowStart[]): Run[] {
  const runs: { from: number; to: number }[] = []
  for (const start of [...new Set(windows)].sort((a, b) => a - b)) {
    const last = runs.at(-1)
    if (last?.to === start) last.to += MINUTE_MS
    else runs.push({ from: start, to: start + MINUTE_MS })
  }
  return runs
}

/**
 * The dataset's own columns, oldest first. Symbols and UUIDs are written as text, which every Parquet reader supports, and bytes as base64,
 * because ClickHouse would declare them as UTF-8. Snappy, because readers support it without extra packages.
 */
export function extractQuery(dataset: Dataset, window: WindowStart): Query {
  const time = quoted(dataset.roles.time)
  const columns = storedFields(dataset).map(extractColumn).join(', ')
  const sql = `SELECT ${columns} FROM ${quoted(dataset.name)} WHERE ${duringWindow(dataset, window)} ORDER BY ${time}, ${EPOCH}, ${PARTITION}, ${OFFSET} SETTINGS ${EXTRACT} FORMAT Parquet`
  return { sql, params: {} }
}

/** Without parameters, the embedded store runs the query in parallel with others. */
export function duringWindow({ roles }: Dataset, window: WindowStart): string {
  const time = quoted(roles.time)
  return `${time} >= ${instant(window)} AND ${time} < ${instant(window + MINUTE_MS)}`
}

/** The server's time limit for an extract: 20 million rows take about half a minute on two cores. */
export const LONG_QUERY_WITHIN_S = 600

/**
 * Settings that keep memory independent of the window's size: rows are read in the table's order with few buffers in flight, and only one
 * Parquet row group is in memory. Measured at 20 million rows, the engine's peak above that of 100,000 rows: 550 MB with ClickHouse's
 * defaults, 95 MB with these settings; the speed is the same or better.
 */
const EXTRACT = [
  "output_format_parquet_compression_method = 'snappy'",
  'output_format_parquet_string_as_string = 1',
  'output_format_parquet_row_group_size = 100000',
  'optimize_read_in_order = 1',
  'read_in_order_use_buffering = 0',
  'max_block_size = 8192',
  // For each column of each part that contains rows of the window.
  'max_read_buffer_size = 65536',
  'max_threads = 2',
  `max_execution_time = ${LONG_QUERY_WITHIN_S}`,
].join(', ')

function extractColumn({ name, type }: AvroField): string {
  const column = quoted(name)
  switch (valueKind(type)) {
    case 'bytes':
    case 'fixed':
      return `base64Encode(${column}) AS ${column}`
    case 'enum':
    case 'uuid':
      return `CAST(${column} AS ${isNullable(type) ? 'Nullable(String)' : 'String'}) AS ${column}`
    case 'array':
    case 'map':
    case 'record':
      return `CAST(${column} AS ${parquetType(type)}) AS ${column}`
    default:
      return column
  }
}

export function usageQuery({ ofShards, holder, database }: Placement, table: string): Query {
  const sql = `SELECT toString(sum(rows)) AS rows, toString(sum(bytes_on_disk)) AS bytes, toString(count()) AS parts FROM ${ofShards('system.parts')} WHERE active AND database = ${database} AND table = {table:String}`
  return { sql, params: { table: holder(table) } }
}

export function within(time: string, from: string, to: string): string {
  return `${time} >= fromUnixTimestamp64Milli({${from}:Int64}, 'UTC') AND ${time} < fromUnixTimestamp64Milli({${to}:Int64}, 'UTC')`
}
