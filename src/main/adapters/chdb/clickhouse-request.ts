import { createHash, timingSafeEqual } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import { Refusal } from './clickhouse-exception.ts'

export interface QueryRequest {
  readonly kind: 'query'
  /** The query from the URL; the body follows it. */
  readonly query: string
  /** Server-side parameters by name, as text in ClickHouse's escaped form. */
  readonly params: Readonly<Record<string, string>>
  readonly defaultFormat: string
  readonly queryId: string | null
}
export type ClickHouseRequest = { readonly kind: 'ping' } | QueryRequest

/** Transport settings that clients may send. They change nothing, because this server has only one way of doing each. */
const TRANSPORT = new Set([
  'add_http_cors_header',
  'buffer_size',
  'cancel_http_readonly_queries_on_client_close',
  'client_protocol_version',
  'compress',
  'decompress',
  'enable_http_compression',
  'http_headers_progress_interval_ms',
  'http_write_exception_in_output_format',
  'quota_key',
  'send_progress_in_http_headers',
  'wait_end_of_query',
])

/** Throws a Refusal when the request is outside the subset that this server supports. */
export function parseRequest(method: string, target: string, headers: IncomingHttpHeaders): ClickHouseRequest {
  const url = new URL(target, 'http://store')
  if (url.pathname === '/ping') return { kind: 'ping' }
  if (url.pathname !== '/') throw new Refusal(404, 36, 'BAD_ARGUMENTS', `There is no path ${url.pathname}`)
  if (method !== 'POST' && method !== 'GET')
    throw new Refusal(405, 36, 'BAD_ARGUMENTS', `${method} is not supported here`)
  const encoding = headers['content-encoding'] ?? 'identity'
  if (encoding !== 'identity')
    throw new Refusal(415, 48, 'NOT_IMPLEMENTED', `Content-Encoding ${encoding} is not supported here`)
  let query = ''
  let queryId: string | null = null
  let defaultFormat = textOf(headers['x-clickhouse-format']) ?? 'TabSeparated'
  const params: Record<string, string> = {}
  for (const [name, value] of url.searchParams) {
    if (name === 'query') query = value
    else if (name === 'query_id') queryId = value
    else if (name === 'default_format') defaultFormat = value
    else if (name.startsWith('param_')) params[name.slice('param_'.length)] = value
    else if (name === 'database') expectDefault(value)
    else if (!TRANSPORT.has(name) && name !== 'user' && name !== 'password') throw unknownSetting(name)
  }
  expectDefault(textOf(headers['x-clickhouse-database']) ?? '')
  return { kind: 'query', query, params, defaultFormat, queryId }
}

function expectDefault(database: string): void {
  if (database === '' || database === 'default') return
  throw new Refusal(404, 81, 'UNKNOWN_DATABASE', `Database ${database} does not exist`)
}

function unknownSetting(name: string): Refusal {
  return new Refusal(
    404,
    115,
    'UNKNOWN_SETTING',
    `Setting ${name} is not accepted in the URL here: write it in the query`,
  )
}

/** Throws a Refusal unless the request's Host names this server. Browsers tricked by DNS rebinding send another name. */
export function expectHost(host: string | undefined, port: number): void {
  if (host === `127.0.0.1:${port}` || host === `localhost:${port}`) return
  throw new Refusal(403, 516, 'AUTHENTICATION_FAILED', 'The Host header does not name this server')
}

/** Throws a Refusal unless the request has the right user and password, in a header or in the URL, as ClickHouse accepts them. */
export function expectCredentials(
  target: string,
  headers: IncomingHttpHeaders,
  expected: { readonly username: string; readonly password: string },
): void {
  const { username, password } = credentialsOf(new URL(target, 'http://store'), headers)
  const rightUser = sameText(username, expected.username)
  const rightPassword = sameText(password, expected.password)
  if (rightUser && rightPassword) return
  throw new Refusal(
    403,
    516,
    'AUTHENTICATION_FAILED',
    `${username}: Authentication failed: password is incorrect, or there is no user with such name`,
  )
}

function credentialsOf(url: URL, headers: IncomingHttpHeaders): { username: string; password: string } {
  const basic = /^Basic ([A-Za-z0-9+/=]+)$/i.exec(headers.authorization ?? '')?.[1]
  if (basic !== undefined) {
    const text = Buffer.from(basic, 'base64').toString()
    const colon = text.indexOf(':')
    return colon < 0
      ? { username: text, password: '' }
      : { username: text.slice(0, colon), password: text.slice(colon + 1) }
  }
  const user = textOf(headers['x-clickhouse-user']) ?? url.searchParams.get('user')
  const key = textOf(headers['x-clickhouse-key']) ?? url.searchParams.get('password')
  return { username: user ?? 'default', password: key ?? '' }
}

/** Constant time: reveals neither where two texts differ nor their lengths. */
function sameText(a: string, b: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(a), digest(b))
}

function textOf(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header[0] : header
}

const INSERT_WITH_DATA =
  /^(\s*INSERT\s+INTO\s[\s\S]*?)(\s+SETTINGS\s+\w+\s*=\s*[\w.]+(?:\s*,\s*\w+\s*=\s*[\w.]+)*)?(\s+FORMAT\s+\w+)\s*;?\s*$/i

const PARQUET_SELECT = /^(\s*SELECT\s[\s\S]*?)\s+FORMAT\s+Parquet\s*;?\s*$/i

/** A query for Parquet, rewritten so that the engine writes the file; null for other queries. */
export function parquetToFile(query: string, path: string): string | null {
  const select = PARQUET_SELECT.exec(query)?.[1]
  return select === undefined ? null : `INSERT INTO FUNCTION file(${literal(path)}, 'Parquet') ${select}`
}

/**
 * An insert with its rows in the body, rewritten to read them from a file; null for other queries. Its SETTINGS, if any, must come before
 * FORMAT and be plain numbers or words.
 */
export function insertFromFile(query: string, path: string): string | null {
  const [, head, settings = '', format] = INSERT_WITH_DATA.exec(query) ?? []
  if (head === undefined || format === undefined) return null
  if (/\b(SELECT|INFILE)\b/i.test(head.replace(/`(?:[^`\\]|\\.)*`/g, ''))) return null
  return `${head} FROM INFILE ${literal(path)}${settings}${format}`
}

/** The text as a quoted SQL literal. */
function literal(value: string): string {
  return `'${value.replace(/[\\']/g, '\\$&')}'`
}
