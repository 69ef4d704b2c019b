import { type Cell, csv } from './csv'
import type { EventValue, StoredRow } from './event-trace'
import { logPositionColumns, logPositionFields } from './log-position-columns'

export type SavedRow = Pick<StoredRow, 'event' | 'place'>

/** One JSON object per line: the event's fields and the position of its record in the log. */
export function rowsAsJsonLines(rows: readonly SavedRow[]): string {
  return rows
    .map(({ event, place }) => `${JSON.stringify({ ...event, ...logPositionFields(place, Object.keys(event)) })}\n`)
    .join('')
}

/** The names of the columns, then one line per row, with its position in the log. */
export function rowsAsCsv(rows: readonly SavedRow[], fields: readonly string[]): string {
  return csvHead(fields) + csvLines(rows, fields)
}

export function csvHead(fields: readonly string[]): string {
  return csv([columnsOf(fields)])
}

export function csvLines(rows: readonly SavedRow[], fields: readonly string[]): string {
  const columns = columnsOf(fields)
  return csv(
    rows.map(({ event, place }) => {
      const values: SavedRow['event'] = { ...event, ...logPositionFields(place, fields) }
      return columns.map((column) => cellOf(values[column]))
    }),
  )
}

/** What has parts is JSON in a cell. */
function cellOf(value: EventValue | undefined): Cell {
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : value
}

function columnsOf(fields: readonly string[]): string[] {
  return [...fields, ...Object.values(logPositionColumns(fields))]
}
