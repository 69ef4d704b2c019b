import { type AccessEntry, type LineReader, orNull } from './access-entry'
import { withoutPrefix } from './line-prefix'
import { entryOf, type NamedFields } from './named-fields'
import { tokensOf } from './tokens'

/** A format whose fields are known by their position. Source: the documentation of each. */
export interface ColumnFormat {
  readonly columns: readonly string[]
  /** The last columns may be missing: older versions end before them. */
  readonly required: number
  /** The kinds of fields at these positions tell the format from others. */
  readonly shape: readonly (readonly [index: number, pattern: RegExp])[]
}

const ISO = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/
const CLIENT = /^[\da-f.:[\]]+:\d+$/i
const COUNT = /^(?:-|\d+)$/
const PARTS = ['request_processing_time', 'target_processing_time', 'response_processing_time']
const NUMBER = /^-?\d+(?:\.\d+)?$/

const LOAD_BALANCER = [
  'elb',
  'client',
  'target',
  'request_processing_time',
  'target_processing_time',
  'response_processing_time',
  'status',
  'target_status',
  'received_bytes',
  'sent_bytes',
  'request',
  'user_agent',
  'ssl_cipher',
  'ssl_protocol',
]

/** Amazon's Application Load Balancer. */
export const ALB: ColumnFormat = {
  columns: [
    'type',
    'time',
    ...LOAD_BALANCER,
    'target_group',
    'trace_id',
    'domain',
    'certificate',
    'rule',
    'created',
    'actions',
    'redirect',
    'error_reason',
  ],
  required: 14,
  shape: [
    [0, /^(?:https?|h2|grpcs|wss?)$/],
    [1, ISO],
    [3, CLIENT],
    [5, NUMBER],
    [8, COUNT],
  ],
}

/** Amazon's Classic Load Balancer. */
export const ELB: ColumnFormat = {
  columns: ['time', ...LOAD_BALANCER],
  required: 12,
  shape: [
    [0, ISO],
    [2, CLIENT],
    [4, NUMBER],
    [7, COUNT],
  ],
}

/** Amazon S3's server access log. */
export const S3: ColumnFormat = {
  columns: [
    'owner',
    'bucket',
    'time',
    'client',
    'requester',
    'request_id',
    'operation',
    'key',
    'request',
    'status',
    'error',
    'bytes_sent',
    'object_size',
    'duration_ms',
    'turnaround_ms',
    'referrer',
    'user_agent',
    'version',
    'host_id',
    'signature',
    'cipher',
    'authentication',
    'host',
  ],
  required: 17,
  shape: [
    [2, /\d:\d/],
    [3, /^(?:-|[\da-f.:]+)$/i],
    [9, COUNT],
    [13, COUNT],
  ],
}

/** Envoy's default. */
export const ENVOY: ColumnFormat = {
  columns: [
    'time',
    'request',
    'status',
    'flags',
    'received_bytes',
    'sent_bytes',
    'duration_ms',
    'upstream_service_time',
    'x_forwarded_for',
    'user_agent',
    'request_id',
    'authority',
    'upstream',
  ],
  required: 13,
  shape: [
    [0, ISO],
    [2, COUNT],
    [4, COUNT],
    [5, COUNT],
    [6, COUNT],
  ],
}

/** Squid's own format. */
export const SQUID: ColumnFormat = {
  columns: ['time', 'duration_ms', 'client', 'result', 'bytes', 'method', 'url', 'user', 'hierarchy', 'content_type'],
  required: 10,
  shape: [
    [0, /^\d{9,10}\.\d{3}$/],
    [1, COUNT],
    [3, /^[A-Z_]+\/\d{3}$/],
    [4, COUNT],
  ],
}

export function createColumnReader(format: ColumnFormat): LineReader {
  return (line) => {
    if (line.trim() === '') return 'the line is empty'
    const fields = fieldsOf(format, withoutPrefix(line) ?? line, line)
    return typeof fields === 'string' ? fields : complete(entryOf(fields), fields)
  }
}

function fieldsOf({ columns, required, shape }: ColumnFormat, ...lines: readonly string[]): NamedFields | string {
  let reason = ''
  for (const line of lines) {
    const tokens = tokensOf(line)
    if (typeof tokens === 'string') reason = tokens
    else if (tokens.length < required) reason = `it has ${tokens.length} fields; the format has at least ${required}`
    else if (!shape.every(([i, pattern]) => pattern.test(tokens[i]?.text ?? '')))
      reason = 'its fields are not those of the format'
    else
      return named(
        columns,
        tokens.map(({ text }) => text),
      )
  }
  return reason
}

function named(columns: readonly string[], values: readonly string[]): NamedFields {
  const fields = new Map<string, unknown>()
  for (const [i, name] of columns.entries()) {
    const value = values[i]
    if (value !== undefined) fields.set(name, value)
  }
  // Newer versions have more columns behind.
  const more = values.slice(columns.length)
  if (more.some((value) => value !== '-')) fields.set('more', more.join(' '))
  const [, status] = /^[A-Z_]+\/(\d{3})$/.exec(String(fields.get('result') ?? '')) ?? []
  if (status !== undefined) fields.set('status', status)
  return fields
}

/** AWS parts the time into three, gives -1 where a part did not happen, and calls the host `domain`. */
function complete(entry: AccessEntry | string, fields: NamedFields): AccessEntry | string {
  if (typeof entry === 'string') return entry
  const text = (name: string) => orNull(String(fields.get(name) ?? '-'))
  const parts = PARTS.map((name) => Number(text(name) ?? -1))
  const seconds = parts.every((part) => part >= 0) ? parts.reduce((sum, part) => sum + part, 0) : null
  return {
    ...entry,
    latencyMs: entry.latencyMs ?? (seconds === null ? null : Math.round(seconds * 1e6) / 1e3),
    upstream: entry.upstream ?? text('target'),
    host: entry.host ?? text('domain'),
  }
}
