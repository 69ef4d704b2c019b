import { csv } from '@shared/model/csv'
import type { StoredRow } from '@shared/model/event-trace'

const PLACE = { epoch: 'log_epoch', partition: 'log_partition', offset: 'log_offset' } as const

/** One JSON object a line: the event's fields, and the position of its record in the log. */
export function rowsAsJsonLines(rows: readonly StoredRow[]): string {
  return rows
    .map(({ event, place }) => `${JSON.stringify({ ...event, ...placeFields(place, Object.keys(event)) })}\n`)
    .join('')
}

/** A line for each row, with its position in the log. */
export function rowsAsCsv(rows: readonly StoredRow[], fields: readonly string[]): string {
  const head = [...fields, ...Object.values(PLACE).map((name) => freeName(name, fields))]
  const lines = rows.map(({ event, place }) => {
    const values = { ...event, ...placeFields(place, fields) }
    return head.map((field) => values[field])
  })
  return csv([head, ...lines])
}

function placeFields(place: StoredRow['place'], fields: readonly string[]): StoredRow['event'] {
  const parts = ['epoch', 'partition', 'offset'] as const
  return Object.fromEntries(parts.map((part) => [freeName(PLACE[part], fields), place[part]]))
}

/** If a dataset has a field with the same name, the event's field is kept. */
function freeName(name: string, fields: readonly string[]): string {
  return fields.includes(name) ? `millrace_${name}` : name
}
