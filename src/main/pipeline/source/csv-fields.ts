/**
 * The fields of one line of CSV (RFC 4180), or the reason why it cannot be divided. A field with a line break in it is not
 * understood, because files are read line by line.
 */
export function csvFields(line: string): string[] | string {
  const fields: string[] = []
  let at = 0
  for (;;) {
    let field: string
    if (line[at] === '"') {
      const end = quoteEnd(line, at + 1)
      if (end < 0) return 'a field is not closed by a quotation mark, or has a line break in it'
      field = line.slice(at + 1, end).replaceAll('""', '"')
      at = end + 1
      if (at < line.length && line[at] !== ',') return 'a quotation mark ends in the middle of a field'
    } else {
      const comma = line.indexOf(',', at)
      const end = comma < 0 ? line.length : comma
      field = line.slice(at, end)
      at = end
    }
    fields.push(field)
    if (at >= line.length) return fields
    at++
  }
}

/** The index of the quotation mark that ends the field: the first one that is not doubled; or -1. */
function quoteEnd(line: string, start: number): number {
  for (let at = line.indexOf('"', start); at >= 0; at = line.indexOf('"', at + 2)) if (line[at + 1] !== '"') return at
  return -1
}
