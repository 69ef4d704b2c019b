import type { AccessEntry } from './access-entry'
import { withoutPrefix } from './line-prefix'
import { entryFields, entryOf, type NamedFields } from './named-fields'
import { tokensOf, unescaped } from './tokens'

const TIME_IN_FRONT = /\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d)/

/** `name=value name="some words"`, as Heroku's router and many Go programs write. */
export function readLogfmt(line: string): AccessEntry | string {
  const bare = withoutPrefix(line) ?? line
  const tokens = tokensOf(bare)
  if (typeof tokens === 'string') return tokens
  const fields = new Map<string, string>()
  for (const { kind, text } of tokens) {
    const equals = kind === 'bare' ? text.indexOf('=') : -1
    if (equals < 1) return 'not every field has the form name=value'
    const name = text.slice(0, equals)
    const value = unescaped(text.slice(equals + 1).replace(/^"(.*)"$/s, '$1'))
    if ((fields.get(name) ?? value) !== value) return twice(name)
    fields.set(name, value)
  }
  if (fields.size === 0) return 'the line is empty'
  // Heroku writes the time only in front.
  const [time] = TIME_IN_FRONT.exec(line.slice(0, line.length - bare.length)) ?? []
  return entryOf(time === undefined || hasTime(fields) ? fields : new Map([['time', time], ...fields]))
}

/** A client can send a path that goes on like the next fields. */
function twice(name: string): string {
  return `the field "${name.slice(0, 40)}" comes twice, with different values`
}

/** Whether the line itself says when the request was: the time in front is that of a collecting program. */
function hasTime(fields: NamedFields): boolean {
  return typeof entryFields(fields).time === 'number'
}

/** LTSV calls the client `host`, and the host `vhost`. */
const LTSV_NAMES: ReadonlyMap<string, string> = new Map([
  ['host', 'client'],
  ['vhost', 'host'],
  ['apptime', 'upstream_time'],
])

/** Labelled tab-separated values: `time:…	host:…	req:…	status:…`. */
export function readLtsv(line: string): AccessEntry | string {
  if (line.trim() === '') return 'the line is empty'
  const fields = new Map<string, string>()
  for (const field of (withoutPrefix(line) ?? line).split('\t')) {
    const colon = field.indexOf(':')
    if (colon < 1) return 'not every field has the form name:value'
    const name = LTSV_NAMES.get(field.slice(0, colon)) ?? field.slice(0, colon)
    const value = field.slice(colon + 1)
    if ((fields.get(name) ?? value) !== value) return twice(name)
    fields.set(name, value)
  }
  return entryOf(fields)
}
