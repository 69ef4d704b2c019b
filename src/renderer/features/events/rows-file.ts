import { csv } from '@shared/model/csv'
import type { StoredRow } from '@shared/model/event-way'

/** One JSON object a line: the event's fields, and where its record stands in the log. */
export function rowsAsJsonLines(rows: readonly StoredRow[]): string {
  return rows.map(({ event, place }) => `${JSON.stringify({ ...event, ...placeFields(place) })}\n`).join('')
}

/** A line for each row, with its place in the log. */
export function rowsAsCsv(rows: readonly StoredRow[], fields: readonly string[]): string {
  const head = [...fields, 'log_partition', 'log_offset']
  const lines = rows.map(({ event, place }) => {
    const values = { ...event, ...placeFields(place) }
    return head.map((field) => values[field])
  })
  return csv([head, ...lines])
}

function placeFields({ partition, offset }: StoredRow['place']): StoredRow['event'] {
  return { log_partition: partition, log_offset: offset }
}
