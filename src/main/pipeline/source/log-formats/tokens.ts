export interface Token {
  readonly kind: 'bare' | 'quoted' | 'bracket'
  /** Without its quotation marks or brackets, and without the escapes inside quotation marks. */
  readonly text: string
  readonly start: number
  readonly end: number
}

/** A line with more fields is no log line. */
const MOST = 2_000

/**
 * The fields of a line: separated by spaces or tabs, where spaces inside quotation marks and square brackets belong to the
 * field. Or the reason why a field does not end. Linear in the line's length.
 */
export function tokensOf(line: string): Token[] | string {
  const tokens: Token[] = []
  let at = 0
  while (at < line.length) {
    if (isSpace(line[at])) {
      at++
      continue
    }
    if (tokens.length === MOST) return `there are more than ${MOST.toLocaleString('en')} fields`
    const token = tokenAt(line, at)
    if (typeof token === 'string') return token
    tokens.push(token)
    at = token.end
  }
  return tokens
}

function tokenAt(line: string, start: number): Token | string {
  if (line[start] === '"') {
    const end = closingQuote(line, start + 1)
    if (end < 0) return 'a field is not closed by a quotation mark'
    if (end + 1 < line.length && !isSpace(line[end + 1]) && line[end + 1] !== ',') {
      return 'a quotation mark ends in the middle of a field'
    }
    const after = line[end + 1] === ',' ? end + 2 : end + 1
    return { kind: 'quoted', text: unescaped(line.slice(start + 1, end)), start, end: after }
  }
  if (line[start] === '[') {
    const end = line.indexOf(']', start)
    if (end > 0 && (end + 1 === line.length || isSpace(line[end + 1]))) {
      return { kind: 'bracket', text: line.slice(start + 1, end), start, end: end + 1 }
    }
  }
  let end = start
  while (end < line.length && !isSpace(line[end])) {
    // A label with a quoted value: `uct="0.000"`.
    if (line[end] === '"' && line[end - 1] === '=') {
      const closing = closingQuote(line, end + 1)
      if (closing < 0) return 'a field is not closed by a quotation mark'
      end = closing
    }
    end++
  }
  return { kind: 'bare', text: line.slice(start, end), start, end }
}

function isSpace(character: string | undefined): boolean {
  return character === ' ' || character === '\t'
}

/** The index of the quotation mark that ends the field: the first one without an odd number of backslashes before it; or -1. */
export function closingQuote(line: string, start: number): number {
  for (let at = line.indexOf('"', start); at >= 0; at = line.indexOf('"', at + 1)) {
    let backslashes = 0
    while (at - backslashes > start && line[at - backslashes - 1] === '\\') backslashes++
    if (backslashes % 2 === 0) return at
  }
  return -1
}

/** Servers write `\"` for a quotation mark and `\\` for a backslash. They write other bytes like `\x16`, which stays as it is. */
export function unescaped(text: string): string {
  return text.includes('\\') ? text.replaceAll(/\\(["\\])/g, '$1') : text
}
