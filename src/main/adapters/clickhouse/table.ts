import type { AvroField } from '@shared/model/avro-schema'
import { valueKind } from '@shared/model/avro-type'
import type { Dataset } from '@shared/model/dataset'
import { storedFields } from '@shared/model/stored-fields'
import { columnType } from './column-types'
import { defaultExpression } from './default-expression'
import { ONE_SERVER, type Placement } from './placement'
import { literal, quoted } from './quoted'

export interface Column {
  readonly name: string
  readonly type: string
}

export interface FieldColumn extends Column {
  /** An expression for the rows from before there was the column; those of the type when left out. */
  readonly fallback?: string
  /** Former names. */
  readonly aliases?: readonly string[]
  /** Whether it holds JSON, which numbers are as well. */
  readonly isJson?: boolean
}

export interface Table {
  readonly name: string
  /** The dataset's fields, then the row's position in the log. Does not include the time of storing, which the store adds itself. */
  readonly columns: readonly FieldColumn[]
  /** The statement that creates the table when it is missing: on a cluster, the one that holds the rows. */
  create(ttlDays: number): string
  /** On a cluster: the statement that creates the table that is read and written. */
  createDistributed(): string
}

/** Our own columns have names that no Avro field can have. */
export const ADDED_COLUMNS = {
  partition: '@log_partition',
  offset: '@log_offset',
  epoch: '@log_epoch',
  storedAt: '@stored_at',
} as const

/** The same names, quoted for statements. */
export const PARTITION = `\`${ADDED_COLUMNS.partition}\``
export const OFFSET = `\`${ADDED_COLUMNS.offset}\``
export const EPOCH = `\`${ADDED_COLUMNS.epoch}\``
export const STORED_AT = `\`${ADDED_COLUMNS.storedAt}\``

/** In the order in which the row encoder writes them. */
const POSITION: readonly Column[] = [
  { name: ADDED_COLUMNS.partition, type: 'UInt16' },
  { name: ADDED_COLUMNS.offset, type: 'UInt64' },
  { name: ADDED_COLUMNS.epoch, type: 'UInt64' },
]

/** The ClickHouse table of a dataset, derived from its Avro schema. */
export function tableOf(dataset: Dataset, placement: Placement = ONE_SERVER): Table {
  const { time } = dataset.roles
  const columns = [...storedFields(dataset).map(columnOf), ...POSITION]
  const { cluster, onCluster, holder } = placement
  const written = columns.map((column) => `  ${quoted(column.name)} ${column.type},`)
  const storedAt = `  ${STORED_AT} DateTime DEFAULT now()`
  return {
    name: dataset.name,
    columns,
    create: (ttlDays) =>
      [
        `CREATE TABLE IF NOT EXISTS ${quoted(holder(dataset.name))}${onCluster} (`,
        ...written,
        `${storedAt},`,
        `  PROJECTION ${STORED_EPOCHS.name} ${STORED_EPOCHS.query}`,
        `) ENGINE = ${cluster === null ? 'MergeTree' : REPLICATED}`,
        `PARTITION BY toYYYYMMDD(${quoted(time)})`,
        // Only the time: a column of the order cannot change its type when the schema does.
        `ORDER BY ${quoted(time)}`,
        `TTL ${ttl(ttlDays)}`,
        `SETTINGS ${TABLE_SETTINGS}`,
      ].join('\n'),
    createDistributed() {
      const to = [literal(cluster ?? ''), placement.database, literal(holder(dataset.name))]
      return [
        `CREATE TABLE IF NOT EXISTS ${quoted(dataset.name)}${onCluster} (`,
        ...written,
        storedAt,
        `) ENGINE = Distributed(${to.join(', ')}, ${PARTITION})`,
      ].join('\n')
    },
  }
}

function columnOf({ name, type, default: fallback, aliases }: AvroField): FieldColumn {
  const expression = fallback === undefined ? null : defaultExpression(type, fallback)
  return {
    name,
    type: columnType(type),
    ...(expression !== null && { fallback: expression }),
    ...(aliases && { aliases }),
    ...(valueKind(type) === 'json' && { isJson: true }),
  }
}

/** The macros of each server tell its shard and replica apart, as ClickHouse's manual sets them up. */
const REPLICATED = "ReplicatedMergeTree('/clickhouse/tables/{shard}/{database}/{table}', '{replica}')"

/** Keeps the highest offsets in a projection: reading them took 200 ms per 10 million rows without it, and takes 12 ms with it. */
export const STORED_EPOCHS = {
  name: 'stored_epochs',
  query: `(SELECT ${EPOCH}, ${PARTITION}, max(${OFFSET}) GROUP BY ${EPOCH}, ${PARTITION})`,
}

/**
 * Rows are durable before the insert is acknowledged. Otherwise a power cut could lose an earlier batch and keep a later one, and the
 * highest offset would hide the gap.
 */
const TABLE_SETTINGS = 'ttl_only_drop_parts = 1, fsync_after_insert = 1, fsync_part_directory = 1'

/** Counted from the time a row was stored, because a replayed log may be years old. */
export function ttl(days: number): string {
  if (!Number.isInteger(days) || days < 1) throw new RangeError(`${days} is not a number of days`)
  return `${STORED_AT} + toIntervalDay(${days})`
}
