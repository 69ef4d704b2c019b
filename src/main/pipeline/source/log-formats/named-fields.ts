import { type AccessEntry, orNull } from './access-entry'
import { addressOf, firstAddress, hostOf } from './addresses-and-hosts'
import { durationMs } from './duration'
import { type FieldRole, type KnownField, knownField } from './field-names'
import { epochTime, parseLogTime } from './log-time'
import { isRequest, parseRequest } from './request'

const EXTRA_CHARACTERS = 4_000

/** Fields by their names, as a log writes them. */
export type NamedFields = ReadonlyMap<string, unknown>

export interface KnownFields {
  /** The text of a field, where the line has it. */
  text(role: FieldRole): string | undefined
  /** Epoch ms, or the reason why there is none. */
  readonly time: number | string
  readonly latencyMs: number | null
  readonly host: string | null
  readonly upstream: string | null
  /** Why it is not clear who the client or the user is, or null. */
  readonly unclear: string | null
  /** The other fields. */
  readonly rest: Readonly<Record<string, unknown>>
}

/** A field with a client's name but without an address counts only if no other field has one. */
const WITHOUT_ADDRESS = 1_000

/** Finds out what each field is. */
export function entryFields(fields: NamedFields): KnownFields {
  const best = new Map<FieldRole, { rank: number; name: string; value: string | number }>()
  const rest: Record<string, unknown> = {}
  const unclear = new Map<FieldRole, string>()
  for (const [name, given] of fields) {
    if (given === null || given === undefined || given === '' || given === '-') continue
    const field = typeof given === 'string' || typeof given === 'number' ? knownField(name) : null
    const value = field && readField(name, String(given), field, fields)
    if (field === null || value === null) {
      rest[name] = given
      continue
    }
    const rank = field.rank + (field.role === 'client' && firstAddress(String(given)) === null ? WITHOUT_ADDRESS : 0)
    const before = best.get(field.role)
    if (before && before.rank <= rank) {
      const isPerson = field.role === 'client' || field.role === 'user'
      if (isPerson && before.rank === rank && before.value !== value) {
        unclear.set(
          field.role,
          `"${before.name.slice(0, 40)}" and "${name.slice(0, 40)}" could both be the ${field.role}`,
        )
      }
      rest[name] = given
      continue
    }
    if (before) rest[before.name] = fields.get(before.name)
    best.set(field.role, { rank, name, value })
    unclear.delete(field.role)
  }
  const text = (role: FieldRole) => best.get(role)?.value.toString()
  const latency = best.get('latency')?.value
  return {
    text,
    time: best.get('time')?.value ?? 'there is no time',
    latencyMs: typeof latency === 'number' ? latency : null,
    host: orNull(hostOf(text('host') ?? '-')),
    upstream: text('upstream') ?? null,
    unclear: unclear.values().next().value ?? null,
    rest,
  }
}

/** What the field says: of a time and a latency the number, of a time the reason why it is none; null if it is something else. */
function readField(
  name: string,
  text: string,
  { role, unit }: KnownField,
  fields: NamedFields,
): string | number | null {
  if (role === 'latency') return durationMs(text, unitOf(name, text, unit, fields))
  if (role !== 'time') return text
  const time = timeOf(text)
  // Some call a duration `time`.
  return typeof time === 'string' && durationMs(text, 's') !== null ? null : time
}

/** Traefik counts a `Duration` in nanoseconds; CloudFront's `time-taken` is in seconds, with decimals. */
function unitOf(name: string, text: string, unit: 's' | 'ms' | 'us' | 'ns' | null, fields: NamedFields) {
  if (name === 'Duration' && fields.has('DownstreamStatus')) return 'ns'
  if (name === 'time-taken' && text.includes('.')) return 's'
  return unit
}

/** The entry that the fields describe, or in words what is missing. */
export function entryOf(fields: NamedFields): AccessEntry | string {
  const { text, time, latencyMs, host, upstream, unclear, rest } = entryFields(fields)
  if (unclear !== null) return unclear
  if (typeof time === 'string') return time
  const status = text('status')
  if (status === undefined) return 'there is no status'
  if (!/^[1-5]\d\d$/.test(status)) return `the status "${status.slice(0, 40)}" is not a number of three digits`
  const request = requestOf(text)
  if (request === null) return 'there is no request'
  const bytes = text('bytes') ?? ''
  return {
    client: clientOf(text('client')),
    remoteUser: text('user') ?? null,
    time,
    ...request,
    status: Number(status),
    bytes: /^\d{1,15}$/.test(bytes) ? Number(bytes) : null,
    referrer: text('referrer') ?? null,
    userAgent: text('agent') ?? null,
    host,
    latencyMs,
    upstream,
    extra: extraOf(rest),
  }
}

function timeOf(text: string): number | string {
  return /^\d+(?:\.\d+)?(?:e\+?\d+)?$/i.test(text)
    ? epochTime(Number(text))
    : parseLogTime(text.replace(/^\[(.*)\]$/, '$1'))
}

/** The first address of a list; a name stays as it is. */
function clientOf(text: string | undefined): string {
  if (text === undefined) return '-'
  return addressOf(text) ?? firstAddress(text) ?? text
}

function requestOf(text: KnownFields['text']) {
  const whole = text('request')
  const path = text('path')
  // nginx and PHP write another path beside the request: the file that it became.
  if (whole !== undefined && (path === undefined || isRequest(whole))) return parseRequest(whole)
  if (path === undefined) return null
  const query = text('query')?.replace(/^\?/, '')
  const protocol = text('protocol') ?? null
  return {
    method: text('method') ?? '-',
    path: query && !path.includes('?') ? `${path}?${query}` : path,
    protocol: protocol !== null && /^\d/.test(protocol) ? `HTTP/${protocol}` : protocol,
  }
}

/** As JSON. Fields that are too long for it are left out, and counted. */
function extraOf(rest: Readonly<Record<string, unknown>>): string | null {
  const text = JSON.stringify(rest)
  if (text === '{}') return null
  if (text.length <= EXTRA_CHARACTERS) return text
  const kept: Record<string, unknown> = {}
  let [room, left] = [EXTRA_CHARACTERS, 0]
  for (const [name, value] of Object.entries(rest)) {
    const { length } = JSON.stringify([name, value])
    if (length > room) left++
    else {
      kept[name] = value
      room -= length
    }
  }
  return JSON.stringify({ ...kept, '…': `${left} more, too long to be kept` })
}
