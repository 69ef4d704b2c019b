import type { AccessEntry, LineReader } from './access-entry'
import { entryOf } from './named-fields'

const DIRECTIVE = /^#(\w[\w-]*): ?(.*)$/

/**
 * W3C extended log files (IIS, CloudFront): a header `#Fields:` names the columns, and may come again with others. `header` is
 * the one that holds for the first line to read; null at the start of a file.
 */
export function createW3cReader(header: string | null): LineReader {
  let columns = header === null ? null : columnsOf(header)
  return (line) => {
    const directive = DIRECTIVE.exec(line)
    if (directive) {
      if (directive[1]?.toLowerCase() === 'fields') columns = columnsOf(line)
      return null
    }
    if (line.trim() === '') return 'the line is empty'
    if (columns === null) return 'there is no header "#Fields:" before it that names the columns'
    return rowOf(columns, line)
  }
}

/** Whether a line is the header that the reader needs. */
export function isW3cHeader(line: string): boolean {
  return /^#fields:/i.test(line)
}

function columnsOf(header: string): readonly string[] {
  return header
    .slice(header.indexOf(':') + 1)
    .trim()
    .split(/\s+/)
}

function rowOf(columns: readonly string[], line: string): AccessEntry | string {
  const values = line.includes('\t') ? line.split('\t') : line.trim().split(' ')
  if (values.length !== columns.length) {
    return `it has ${values.length} columns, where the header "#Fields:" names ${columns.length}`
  }
  const fields = new Map<string, string>()
  for (const [i, name] of columns.entries()) fields.set(name, readable(name, values[i] as string))
  const date = fields.get('date')
  const time = fields.get('time')
  if (date !== undefined && time !== undefined) {
    fields.delete('date')
    fields.set('time', `${date}T${time}Z`)
  }
  return entryOf(fields)
}

/**
 * Spaces in what a client sent are written as `+` by IIS and as `%20` by CloudFront. A user stays as it is: in an address like
 * `jane+shop@example.com`, the `+` is no space.
 */
function readable(name: string, value: string): string {
  if (!/^cs\(/i.test(name)) return value
  if (!value.includes('%')) return value.replaceAll('+', ' ')
  try {
    return decodeURIComponent(value)
  } catch {
    return value
  }
}
