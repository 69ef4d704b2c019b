import { PassThrough } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import type { RowFiles } from '@main/ports/row-files'
import type { AvroPlain, Dataset } from '@shared/model/dataset'
import type { EventValues, StoredRow } from '@shared/model/event-trace'
import { logPositionColumns, logPositionFields } from '@shared/model/log-position-columns'
import type { ParquetColumn, ParquetType } from 'parquetjs-lite'

/** Small files of rows that the user chose. The store writes extracts of whole windows, which can have millions of rows. */
export function parquetjsRowFiles(): RowFiles {
  return {
    async parquet(dataset, rows) {
      // Loaded on first use, because most runs of Millrace never need it.
      const { default: parquetjs } = await import('parquetjs-lite')
      const file = new PassThrough()
      const bytes = buffer(file)
      const writer = await parquetjs.ParquetWriter.openStream(new parquetjs.ParquetSchema(columnsOf(dataset)), file)
      for (const row of rows) await writer.appendRow(valuesOf(dataset, row))
      await writer.close()
      return bytes
    },
  }
}

function columnsOf({ schema: { fields } }: Dataset): Record<string, ParquetColumn> {
  const position = logPositionColumns(fields.map(({ name }) => name))
  return {
    ...Object.fromEntries(
      fields.map(({ name, type }) => {
        const optional = Array.isArray(type)
        return [name, { type: parquetType(plainOf(type)), optional }]
      }),
    ),
    [position.epoch]: { type: 'INT64' },
    [position.partition]: { type: 'INT32' },
    [position.offset]: { type: 'INT64' },
  }
}

function plainOf(type: Dataset['schema']['fields'][number]['type']): AvroPlain {
  return Array.isArray(type) ? type[1] : type
}

function parquetType(type: AvroPlain): ParquetType {
  if (typeof type === 'object') {
    if (type.type === 'enum') return 'UTF8'
    return type.logicalType === 'timestamp-millis' ? 'TIMESTAMP_MILLIS' : parquetType(type.type)
  }
  switch (type) {
    case 'boolean':
      return 'BOOLEAN'
    case 'int':
      return 'INT32'
    case 'long':
      return 'INT64'
    case 'float':
      return 'FLOAT'
    case 'double':
      return 'DOUBLE'
    case 'bytes':
      return 'BYTE_ARRAY'
    case 'string':
      return 'UTF8'
  }
}

/** Values in the library's form: bytes decoded, times as dates, and no entry for null. */
function valuesOf({ schema: { fields } }: Dataset, { event, place }: StoredRow): Record<string, unknown> {
  const values = fields.flatMap(({ name, type }): [string, unknown][] => {
    const value = event[name] ?? null
    return value === null ? [] : [[name, asParquet(plainOf(type), value)]]
  })
  const names = fields.map(({ name }) => name)
  return { ...Object.fromEntries(values), ...logPositionFields(place, names) }
}

function asParquet(type: AvroPlain, value: NonNullable<EventValues[string]>): unknown {
  if (type === 'bytes' || (typeof type === 'object' && type.type === 'bytes'))
    return Buffer.from(String(value), 'base64')
  const isTime = typeof type === 'object' && type.type !== 'enum' && type.logicalType === 'timestamp-millis'
  return isTime ? new Date(Number(value)) : value
}
