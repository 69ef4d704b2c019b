export type Cell = string | number | boolean | null | undefined

/**
 * The rows as CSV (RFC 4180); all CSV is written here. Text that a spreadsheet would run as a formula gets an apostrophe in front, which
 * spreadsheets hide; numbers do not change. Null becomes an empty cell.
 */
export function csv(rows: Iterable<readonly Cell[]>): string {
  let text = ''
  for (const row of rows) text += `${row.map(cell).join(',')}\r\n`
  return text
}

function cell(value: Cell): string {
  if (typeof value !== 'string') return value === null || value === undefined ? '' : String(value)
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
