import { escapeControl } from '@shared/model/escape-control'

/**
 * The only way to the terminal. What is printed may hold text from logs and records, and a terminal obeys control characters:
 * they are printed as `\x1b`. Lines stay lines.
 */
export function print(text: string): void {
  console.log(printable(text))
}

export function printError(text: string): void {
  console.error(printable(text))
}

/** As one line of JSON, which every terminal shows as it is. */
export function printJson(value: unknown): void {
  console.log(escapeControl(JSON.stringify(value), '\\u00'))
}

/** Overwrites the line before, where people watch; elsewhere it prints nothing. */
export function printProgress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${escapeControl(text)}`)
}

/** One row for each entry; columns in the order of the first. */
export function printTable(rows: Readonly<Record<string, Readonly<Record<string, string | number>>>>): void {
  const shown = Object.entries(rows).map(([name, cells]) => [
    escapeControl(name),
    Object.fromEntries(Object.entries(cells).map(([column, value]) => [escapeControl(column), shownCell(value)])),
  ])
  console.table(Object.fromEntries(shown))
}

function shownCell(value: string | number): string | number {
  return typeof value === 'string' ? escapeControl(value) : value
}

/** Text of several lines as a terminal may show it. */
export function printable(text: string): string {
  return text
    .split('\n')
    .map((line) => escapeControl(line))
    .join('\n')
}
