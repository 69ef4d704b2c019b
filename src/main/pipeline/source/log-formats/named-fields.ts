import { type AccessEntry, orNull } from './access-entry'
import { addressOf, firstAddress, hostOf } from './client'
import { durationMs } from './duration'
import { type FieldRole, knownField } from './field-names'
import { epochTime, parseLogTime } from './log-time'
import { parseRequest } from './request'

const EXTRA_CHARACTERS = 4_000

/** Fields by their names, as a log writes them. */
export type NamedFields = ReadonlyMap<string, unknown>

export interface KnownFields {
  readonly values: ReadonlyMap<FieldRole, string>
  readonly latencyMs: number | null
  readonly host: string | null
  readonly upstream: string | null
  /** The other fields. */
  readonly rest: Readonly<Record<string, unknown>>
}

/** Finds out what each field is. */
export function entryFields(fields: NamedFields): KnownFields {
  const best = new Map<FieldRole, { rank: number; name: string; value: string; latency: number | null }>()
  const rest: Record<string, unknown> = {}
  for (const [name, value] of fields) {
    if (value === null || value === undefined || value === '' || value === '-') continue
    const field = typeof value === 'object' ? null : knownField(name)
    const text = typeof value === 'object' ? '' : String(value)
    const latency = field?.role === 'latency' ? durationMs(text, unitOf(name, text, field.unit, fields)) : null
    const before = field ? best.get(field.role) : undefined
    if (!field || (field.role === 'latency' && latency === null) || (before && before.rank <= field.rank)) {
      rest[name] = value
      continue
    }
    if (before) rest[before.name] = fields.get(before.name)
    best.set(field.role, { rank: field.rank, name, value: text, latency })
  }
  const values = new Map([...best].map(([role, { value }]) => [role, value]))
  return {
    values,
    latencyMs: best.get('latency')?.latency ?? null,
    host: orNull(hostOf(values.get('host') ?? '-')),
    upstream: values.get('upstream') ?? null,
    rest,
  }
}

/** Traefik counts a `Duration` in nanoseconds; CloudFront's `time-taken` is in seconds, with decimals. */
function unitOf(name: string, text: string, unit: 's' | 'ms' | 'us' | 'ns' | null, fields: NamedFields) {
  if (name === 'Duration' && fields.has('DownstreamStatus')) return 'ns'
  if (name === 'time-taken' && text.includes('.')) return 's'
  return unit
}

/** The entry that the fields describe, or in words what is missing. */
export function entryOf(fields: NamedFields): AccessEntry | string {
  const { values, latencyMs, host, upstream, rest } = entryFields(fields)
  const time = values.get('time')
  if (time === undefined) return 'there is no time'
  const moment = timeOf(time)
  if (typeof moment === 'string') return moment
  const status = values.get('status')
  if (status === undefined) return 'there is no status'
  if (!/^[1-5]\d\d$/.test(status)) return `the status "${status.slice(0, 40)}" is not a number of three digits`
  const request = requestOf(values)
  if (request === null) return 'there is no request'
  const bytes = values.get('bytes') ?? ''
  return {
    client: clientOf(values.get('client')),
    remoteUser: values.get('user') ?? null,
    time: moment,
    ...request,
    status: Number(status),
    bytes: /^\d{1,15}$/.test(bytes) ? Number(bytes) : null,
    referrer: values.get('referrer') ?? null,
    userAgent: values.get('agent') ?? null,
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

function requestOf(values: ReadonlyMap<FieldRole, string>) {
  const whole = values.get('request')
  if (whole !== undefined && !values.has('path')) return parseRequest(whole)
  const path = values.get('path')
  if (path === undefined) return null
  const query = values.get('query')?.replace(/^\?/, '')
  const protocol = values.get('protocol') ?? null
  return {
    method: values.get('method') ?? '-',
    path: query && !path.includes('?') ? `${path}?${query}` : path,
    protocol: protocol !== null && /^\d/.test(protocol) ? `HTTP/${protocol}` : protocol,
  }
}

function extraOf(rest: Readonly<Record<string, unknown>>): string | null {
  const text = JSON.stringify(rest)
  if (text === '{}') return null
  return text.length > EXTRA_CHARACTERS ? `${text.slice(0, EXTRA_CHARACTERS - 1)}…` : text
}
