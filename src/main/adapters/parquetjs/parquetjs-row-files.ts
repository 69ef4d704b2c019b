import { PassThrough, type Writable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import type { RowFiles, TableColumn } from '@main/ports/row-files'
import { isNullable, type ValueKind, valueKind } from '@shared/model/avro-type'
import type { Dataset } from '@shared/model/dataset'
import type { EventValue } from '@shared/model/event-trace'
import { logPositionColumns, logPositionFields } from '@shared/model/log-position-columns'
import type { SavedRow } from '@shared/model/rows-as-text'
import { storedFields } from '@shared/model/stored-fields'
import type { ParquetColumn, ParquetType } from 'parquetjs-lite'

/** Rows that the user takes away. The store itself writes the extracts of windows. */
export function parquetjsRowFiles(): RowFiles {
  return {
    async *parquet(dataset, rows) {
      const file = new PassThrough()
      const written = write(dataset, rows, file).catch((error: Error) => void file.destroy(error))
      // A reader that stops early destroys the file, which ends the writing.
      yield* file
      await written
    },
    async table(columns, rows) {
      const file = new PassThrough()
      const body = buffer(file)
      const types = columns.map(({ name, kind }) => [name, { type: TABLE_TYPES[kind], optional: true }] as const)
      const values = rows.map((row) =>
        Object.fromEntries(
          columns.flatMap(({ name }, i) => (row[i] === null || row[i] === undefined ? [] : [[name, row[i]]])),
        ),
      )
      await writeRows(Object.fromEntries(types), values, file)
      return await body
    },
  }
}

const TABLE_TYPES: Readonly<Record<TableColumn['kind'], ParquetType>> = {
  text: 'UTF8',
  whole: 'INT64',
  number: 'DOUBLE',
}

async function write(dataset: Dataset, parts: AsyncIterable<readonly SavedRow[]>, to: Writable): Promise<void> {
  const values = async function* () {
    for await (const rows of parts) for (const row of rows) yield valuesOf(dataset, row)
  }
  await writeRows(columnsOf(dataset), values(), to)
}

type Values = Readonly<Record<string, unknown>>

async function writeRows(
  columns: Readonly<Record<string, ParquetColumn>>,
  rows: Iterable<Values> | AsyncIterable<Values>,
  to: Writable,
): Promise<void> {
  // Loaded on first use, because most runs of Millrace never need it.
  const { default: parquetjs } = await import('parquetjs-lite')
  const writer = await parquetjs.ParquetWriter.openStream(new parquetjs.ParquetSchema(columns), to)
  for await (const row of rows) await writer.appendRow(row)
  await writer.close()
}

function columnsOf(dataset: Dataset): Record<string, ParquetColumn> {
  const fields = storedFields(dataset)
  const position = logPositionColumns(fields.map(({ name }) => name))
  return {
    ...Object.fromEntries(
      fields.map(({ name, type }) => [name, { type: PARQUET_TYPES[valueKind(type)], optional: isNullable(type) }]),
    ),
    [position.epoch]: { type: 'INT64' },
    [position.partition]: { type: 'INT32' },
    [position.offset]: { type: 'INT64' },
  }
}

/** Containers are JSON text here: this library writes no lists that other readers take for lists. */
const PARQUET_TYPES: Readonly<Record<ValueKind, ParquetType>> = {
  boolean: 'BOOLEAN',
  int: 'INT32',
  long: 'INT64',
  time: 'TIMESTAMP_MILLIS',
  micros: 'TIMESTAMP_MICROS',
  date: 'DATE',
  float: 'FLOAT',
  double: 'DOUBLE',
  bytes: 'BYTE_ARRAY',
  string: 'UTF8',
  uuid: 'UTF8',
  enum: 'UTF8',
  decimal: 'UTF8',
  fixed: 'BYTE_ARRAY',
  array: 'UTF8',
  map: 'UTF8',
  record: 'UTF8',
  json: 'UTF8',
}

/** Values in the library's form: bytes decoded, times as dates, and no entry for null. */
function valuesOf(dataset: Dataset, { event, place }: SavedRow): Record<string, unknown> {
  const fields = storedFields(dataset)
  const values = fields.flatMap(({ name, type }): [string, unknown][] => {
    const value = event[name] ?? null
    return value === null ? [] : [[name, asParquet(valueKind(type), value)]]
  })
  const names = fields.map(({ name }) => name)
  return { ...Object.fromEntries(values), ...logPositionFields(place, names) }
}

function asParquet(kind: ValueKind, value: NonNullable<EventValue>): unknown {
  switch (kind) {
    case 'bytes':
    case 'fixed':
      return Buffer.from(String(value), 'base64')
    case 'time':
      return new Date(Number(value))
    case 'micros':
      // The library refuses numbers below 0, and takes a date in milliseconds there.
      return Number(value) < 0 ? new Date(Math.floor(Number(value) / 1_000)) : value
    case 'date':
      return new Date(String(value))
    case 'float':
    case 'double':
      return Number(value)
    case 'array':
    case 'map':
    case 'record':
    case 'json':
      return JSON.stringify(value)
    default:
      return value
  }
}
