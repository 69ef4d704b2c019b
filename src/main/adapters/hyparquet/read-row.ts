import type { EventValue, EventValues } from '@shared/model/event-trace'
import { parquetReadObjects } from 'hyparquet'
import { withParquetFile } from './parquet-file'
import { parsers } from './parsers'

/** One row with JSON values. */
export async function readRow(path: string, row: number): Promise<EventValues | null> {
  const [found] = await withParquetFile(path, ({ buffer, metadata }) =>
    parquetReadObjects({ file: buffer, metadata, rowStart: row, rowEnd: row + 1, parsers }),
  )
  if (!found) return null
  return Object.fromEntries(Object.entries(found).map(([name, value]) => [name, plain(value)]))
}

function plain(value: unknown): EventValue {
  if (Array.isArray(value)) return value.map(plain)
  if (value instanceof Date) return value.getTime()
  if (typeof value === 'bigint') return Number(value)
  if (typeof value === 'number') return Number.isFinite(value) ? value : null
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, plain(one)]))
  }
  return typeof value === 'string' || typeof value === 'boolean' ? value : null
}
