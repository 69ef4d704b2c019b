import { PATTERN_CHARACTERS } from '@shared/model/log-format'
import type { AccessEntry, LineReader } from './access-entry'
import { apacheName } from './apache-directives'
import { withoutPrefix } from './line-prefix'
import { entryOf } from './named-fields'
import { closingQuote, unescaped } from './tokens'

/** A literal text, or the name of the field at this place. */
type Part = { readonly literal: string } | { readonly field: string }

const NGINX = /\$(?:\{(\w+)\}|(\w+))/g
const APACHE = /%(?:[!\d,]*)([<>]?)(?:\{([^}]*)\})?(\^[a-zA-Z]{2}|[a-zA-Z]|%)/g
/** Fields that a log needs to become events, and the names of which one is enough. */
const NEEDED = {
  'the time': ['time_local', 'time_iso8601', 'msec'],
  'the status': ['status'],
  'the request': ['request', 'request_uri', 'uri'],
} as const

/**
 * Reads lines by the pattern that the server writes them with: the text of nginx's `log_format`, or of Apache's `LogFormat`.
 * Returns the reason why the pattern cannot be used.
 */
export function createPatternReader(pattern: string): LineReader | string {
  if (pattern.length > PATTERN_CHARACTERS)
    return `it is longer than ${PATTERN_CHARACTERS.toLocaleString('en')} characters`
  const parts = partsOf(pattern)
  const problem = problemOf(parts)
  if (problem) return problem
  return (line) => {
    if (line.trim() === '') return 'the line is empty'
    const entry = readParts(parts, line)
    const rest = typeof entry === 'string' ? withoutPrefix(line) : null
    return rest === null ? entry : readParts(parts, rest)
  }
}

function partsOf(pattern: string): Part[] {
  const text = plainPattern(pattern)
  const nginx = /\$\w|\$\{\w/.test(text)
  const parts: Part[] = []
  const addLiteral = (literal: string) => {
    const last = parts.at(-1)
    if (last && 'literal' in last) parts[parts.length - 1] = { literal: last.literal + literal }
    else if (literal !== '') parts.push({ literal })
  }
  let end = 0
  for (const match of text.matchAll(nginx ? NGINX : APACHE)) {
    addLiteral(text.slice(end, match.index))
    end = match.index + match[0].length
    const [, first, second, third = ''] = match
    if (nginx) parts.push({ field: first ?? second ?? '' })
    else if (third === '%') addLiteral('%')
    else {
      // Apache writes the brackets of `%t` itself, and a space between them.
      const isBracketed = third === 't' && second === undefined
      if (isBracketed) addLiteral('[')
      parts.push({ field: apacheName(third, second ?? '') })
      if (isBracketed) addLiteral(']')
    }
  }
  addLiteral(text.slice(end))
  return wholeTimes(parts.flatMap((part, i) => oneUri(part, parts[i - 1], parts[i + 1])))
}

const TIME_PARTS = ['time_formatted', 'time_fraction', 'time_zone']

/** Apache's time in parts, with at most a character between them, is one field: its zone alone says nothing, without it the time is wrong. */
function wholeTimes(parts: readonly Part[]): Part[] {
  const whole: Part[] = []
  for (let i = 0; i < parts.length; i++) {
    const part = parts[i] as Part
    if (!isTimePart(part)) {
      whole.push(part)
      continue
    }
    whole.push({ field: part.field === 'time_formatted' ? 'time_local' : part.field })
    while (part.field === 'time_formatted' && timePartAfter(parts, i) > 0) i = timePartAfter(parts, i)
  }
  return whole
}

function timePartAfter(parts: readonly Part[], i: number): number {
  const [next, afterNext] = [parts[i + 1], parts[i + 2]]
  if (isTimePart(next)) return i + 1
  return next && 'literal' in next && next.literal.length === 1 && isTimePart(afterNext) ? i + 2 : -1
}

function isTimePart(part: Part | undefined): part is { readonly field: string } {
  return part !== undefined && 'field' in part && TIME_PARTS.includes(part.field)
}

/** Apache's path and query, one behind the other, are what nginx calls `request_uri`. */
function oneUri(part: Part, before: Part | undefined, after: Part | undefined): Part[] {
  const is = (one: Part | undefined, field: string) => one !== undefined && 'field' in one && one.field === field
  if (is(part, 'uri') && is(after, 'query_string')) return [{ field: 'request_uri' }]
  return is(part, 'query_string') && is(before, 'uri') ? [] : [part]
}

/** Configuration files have the directive in front, quotation marks around it, several parts, and escapes inside. */
function plainPattern(pattern: string): string {
  return withoutQuotes(pattern).replaceAll('\\t', '\t')
}

function withoutQuotes(pattern: string): string {
  const apache = /^\s*(?:LogFormat|CustomLog\s+\S+)\s+"((?:\\.|[^"\\])*)"/.exec(pattern)
  if (apache) return unescaped(apache[1] as string)
  const nginx = /^\s*log_format\s+\S+\s+(?:escape=\w+\s+)?([\s\S]*?);?\s*$/.exec(pattern)
  if (nginx) return unquoted(nginx[1] as string)
  const trimmed = pattern.trim()
  if (/^'[\s\S]*'$/.test(trimmed)) return unquoted(trimmed)
  return trimmed.includes('\\"') ? unescaped(trimmed.replace(/^"(.*)"$/, '$1')) : trimmed
}

function unquoted(text: string): string {
  const quoted = [...text.matchAll(/'([^']*)'|"((?:\\.|[^"\\])*)"/g)]
  return quoted.length === 0 ? text : quoted.map(([, single, double]) => single ?? unescaped(double as string)).join('')
}

function problemOf(parts: readonly Part[]): string | null {
  const fields = parts.flatMap((part) => ('field' in part ? [part.field] : []))
  if (fields.length === 0) return 'it has no field: fields are written like $remote_addr (nginx) or %h (Apache)'
  for (const [i, part] of parts.entries()) {
    const next = parts[i + 1]
    if ('field' in part && next && 'field' in next) {
      return `nothing separates "${part.field}" from "${next.field}": a line cannot be divided there`
    }
  }
  for (const [what, names] of Object.entries(NEEDED)) {
    if (!names.some((name: string) => fields.includes(name))) return `${what} is missing`
  }
  return null
}

function readParts(parts: readonly Part[], line: string): AccessEntry | string {
  const fields = new Map<string, string>()
  let at = 0
  for (const [i, part] of parts.entries()) {
    if ('literal' in part) {
      if (!line.startsWith(part.literal, at)) {
        return `"${part.literal.trim() || ' '}" does not follow field ${fields.size} where the pattern has it`
      }
      at += part.literal.length
      continue
    }
    const next = parts[i + 1]
    const end = next && 'literal' in next ? endOf(line, at, next.literal) : line.length
    if (end < 0) return `"${part.field}" does not end as the pattern says`
    const value = line.slice(at, end)
    // Several fields of one name: the first counts, as in the line.
    if (!fields.has(part.field)) fields.set(part.field, unescaped(value))
    at = end
  }
  if (at < line.trimEnd().length) return 'there is more on the line than the pattern says'
  return entryOf(fields)
}

/** Where the literal behind a field begins. A quotation mark inside the field has a backslash in front. */
function endOf(line: string, from: number, literal: string): number {
  if (!literal.startsWith('"')) return line.indexOf(literal, from)
  for (let at = from; ; ) {
    const quote = closingQuote(line, at)
    if (quote < 0 || line.startsWith(literal, quote)) return quote
    at = quote + 1
  }
}
