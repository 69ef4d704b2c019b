import type { StoredRow } from '@shared/model/event-way'

/** One JSON object a line: the event's fields, and where its record stands in the log. */
export function rowsAsJsonLines(rows: readonly StoredRow[]): string {
  return rows.map(({ event, place }) => `${JSON.stringify({ ...event, ...placeFields(place) })}\n`).join('')
}

/** RFC 4180; nothing is an empty cell. */
export function rowsAsCsv(rows: readonly StoredRow[], fields: readonly string[]): string {
  const head = [...fields, 'log_partition', 'log_offset']
  const lines = rows.map(({ event, place }) => {
    const values = { ...event, ...placeFields(place) }
    return head.map((field) => cell(values[field]))
  })
  return [head.map(cell), ...lines].map((cells) => `${cells.join(',')}\r\n`).join('')
}

function placeFields({ partition, offset }: StoredRow['place']): StoredRow['event'] {
  return { log_partition: partition, log_offset: offset }
}

function cell(value: StoredRow['event'][string] | undefined): string {
  const text = value === null || value === undefined ? '' : String(value)
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
