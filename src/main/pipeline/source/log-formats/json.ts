import type { AccessEntry } from './access-entry'
import { readCombined } from './combined'
import { LONGEST_NAME } from './field-names'
import { withoutPrefix } from './line-prefix'
import { entryOf, type NamedFields } from './named-fields'

const MOST_FIELDS = 300
const DEEPEST = 6
/** Where collecting programs put a line as it was (Docker, Fluent Bit, Filebeat). */
const LINE_FIELDS = ['log', 'message', 'msg', 'textPayload']

/** A line with a JSON object: its fields are known by their names, wherever they are nested. */
export function readJson(line: string): AccessEntry | string {
  const text = line.startsWith('{') ? line : (withoutPrefix(line) ?? line)
  if (!text.startsWith('{')) return text.trim() === '' ? 'the line is empty' : 'it does not begin with {'
  const fields = fieldsOf(text)
  if (typeof fields === 'string') return fields
  const entry = entryOf(fields)
  if (typeof entry !== 'string') return entry
  for (const name of LINE_FIELDS) {
    const inner = fields.get(name)
    if (typeof inner !== 'string') continue
    const within = inner.trimEnd()
    const read = within.startsWith('{') ? readInner(within) : readCombined(within)
    if (typeof read !== 'string') return read
  }
  return entry
}

function readInner(text: string): AccessEntry | string {
  const fields = fieldsOf(text)
  return typeof fields === 'string' ? fields : entryOf(fields)
}

/** The values of an object, by the names of their parents and their own, separated by dots; of a list, its first value. */
function fieldsOf(text: string): NamedFields | string {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return 'it is no complete JSON object'
  }
  const fields = new Map<string, unknown>()
  const collect = (of: object, parents: string, depth: number) => {
    for (const [name, field] of Object.entries(of)) {
      if (fields.size >= MOST_FIELDS) return
      const one: unknown = Array.isArray(field) && field.length === 1 ? field[0] : field
      const isObject = typeof one === 'object' && one !== null && !Array.isArray(one)
      const isShort = parents.length + name.length <= LONGEST_NAME
      if (isObject && isShort && depth < DEEPEST) collect(one, `${parents}${name}.`, depth + 1)
      else fields.set(parents + name, withoutDepths(one, depth))
    }
  }
  collect(value as object, '', 1)
  return fields
}

/** Anybody can nest a value so deeply that writing it as JSON again overflows the stack. */
function withoutDepths(value: unknown, depth: number): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (depth > DEEPEST) return '…'
  if (Array.isArray(value)) return value.map((one) => withoutDepths(one, depth + 1))
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, withoutDepths(one, depth + 1)]))
}
