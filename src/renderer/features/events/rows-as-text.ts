import { csv } from '@shared/model/csv'
import type { StoredRow } from '@shared/model/event-trace'
import { logPositionColumns, logPositionFields } from '@shared/model/log-position-columns'

/** One JSON object per line: the event's fields and the position of its record in the log. */
export function rowsAsJsonLines(rows: readonly StoredRow[]): string {
  return rows
    .map(({ event, place }) => `${JSON.stringify({ ...event, ...logPositionFields(place, Object.keys(event)) })}\n`)
    .join('')
}

/** One line per row, with its position in the log. */
export function rowsAsCsv(rows: readonly StoredRow[], fields: readonly string[]): string {
  const head = [...fields, ...Object.values(logPositionColumns(fields))]
  const lines = rows.map(({ event, place }) => {
    const values: StoredRow['event'] = { ...event, ...logPositionFields(place, fields) }
    return head.map((field) => values[field])
  })
  return csv([head, ...lines])
}
