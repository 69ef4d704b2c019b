import { isIP } from 'node:net'
import { type AccessEntry, orNull } from './access-entry'
import { addressOf, firstAddress, hostOf, isFullHost, isHost, isNoUser } from './addresses-and-hosts'
import { readTail } from './combined-tail'
import { parseLogTime } from './log-time'
import { isRequest, parseRequest } from './request'
import { type Token, tokensOf } from './tokens'

const STATUS = /^[1-5]\d\d$/
const BYTES = /^(?:\d{1,15}|-)$/
const WORD = /^[^\d\W][^\s:/.|()[\]"]*$/
/** A field without a value, a separator, a number with decimals, or a field with its name: nothing that a user's name could end with. */
const NO_WORD = /^(?:-|\||\d+\.\d+|[\w.-]+=.*)$/s
export const UNCLEAR =
  'it is not clear which field before the time is the client and which is the user; give the pattern of the log'
export const TWO_TIMES = 'there are two times; give the pattern of the log'

/**
 * The combined or common format with more fields before, between and behind. The time, the request with its status, and the
 * client are found by what they look like; if the client or the user could be another field, the line is refused.
 */
export function readLoosely(line: string): AccessEntry | string {
  const tokens = tokensOf(line)
  if (typeof tokens === 'string') return tokens
  const timeAt = findTime(tokens)
  if (typeof timeAt === 'string') return timeAt
  const requestAt = findRequest(tokens, timeAt.index)
  if (requestAt < 0) return 'there is no request in quotation marks after the time'
  // A number or nothing before the status could be the status itself on another line.
  const statusAt = tokens.findIndex(
    ({ kind, text }, i) => i > requestAt && (kind !== 'bare' || /^(?:-|\d+)$/.test(text)),
  )
  const [status, bytes] = [tokens[statusAt], tokens[statusAt + 1]]
  if (status?.kind !== 'bare' || !STATUS.test(status.text)) return 'there is no three-digit status after the request'
  if (bytes?.kind !== 'bare' || !BYTES.test(bytes.text)) return 'there is no number of bytes after the status'

  const [referrer, agent] = [tokens[statusAt + 2], tokens[statusAt + 3]]
  if (referrer?.kind === 'quoted' && agent?.kind !== 'quoted') {
    return 'there is no user agent in quotation marks after the referrer'
  }
  const named = referrer?.kind === 'quoted' && agent?.kind === 'quoted'
  if (!named && line.endsWith(' ')) return 'there is no referrer in quotation marks after the number of bytes'
  // Some write the time first.
  const between = tokens.slice(timeAt.index + 1, requestAt)
  if (between.some((token) => isOtherTime(token, timeAt.time))) return TWO_TIMES
  const head = readHead(timeAt.index === 0 ? between : tokens.slice(0, timeAt.index))
  if (typeof head === 'string') return head
  const rest = tokens.slice(statusAt + (named ? 4 : 2))
  if (rest.some(isAnotherLine)) return 'a second line follows on the same line'
  const inside = [...(timeAt.index === 0 ? [] : between), ...tokens.slice(requestAt + 1, statusAt)]
  const tail = readTail(line, rest, [...head.more, ...inside])
  const request = (tokens[requestAt] as Token).text
  return {
    client: head.client,
    remoteUser: head.user,
    time: timeAt.time,
    ...parseRequest(request),
    status: Number(status.text),
    bytes: bytes.text === '-' ? null : Number(bytes.text),
    referrer: named ? orNull(referrer.text) : null,
    userAgent: named ? orNull(agent.text) : null,
    host: head.host ?? tail.host,
    latencyMs: tail.latencyMs,
    upstream: tail.upstream,
    extra: tail.extra,
  }
}

/** The time in brackets; without one, the time before the first quoted field. */
function findTime(tokens: readonly Token[]): { index: number; time: number } | string {
  let reason = 'there is no time in square brackets after the user'
  let found: { index: number; time: number } | null = null
  let isUnclear = false
  const quotedAt = tokens.findIndex(({ kind }) => kind === 'quoted')
  for (const [index, { kind, text }] of tokens.entries()) {
    if (kind === 'bracket') {
      const time = parseLogTime(text)
      if (typeof time === 'number') return { index, time }
      if (/\d:\d/.test(text)) reason = time
    }
    if (kind !== 'bare' || index > quotedAt || !/^\d{9}|^\d{4}-\d\d-\d\dT/.test(text)) continue
    const time = parseLogTime(text)
    if (typeof time === 'string') continue
    isUnclear ||= found !== null && found.time !== time
    found ??= { index, time }
  }
  return isUnclear ? TWO_TIMES : (found ?? reason)
}

/** A client can send a user's name that looks like a time. */
function isOtherTime({ kind, text }: Token, time: number): boolean {
  const other = kind === 'bracket' ? parseLogTime(text) : time
  return typeof other === 'number' && other !== time
}

/**
 * The request is what a status follows, right behind the time, or what is written like a request. A client can also send such an
 * agent, and something else as its request.
 */
function findRequest(tokens: readonly Token[], timeAt: number): number {
  const [next, status] = tokens.slice(timeAt + 1, timeAt + 3)
  if (next?.kind === 'quoted' && status?.kind === 'bare' && STATUS.test(status.text)) return timeAt + 1
  const found = tokens.findIndex(({ kind, text }, i) => i > timeAt && kind === 'quoted' && isRequest(text))
  if (found >= 0) return found
  return tokens[timeAt + 1]?.kind === 'quoted' ? timeAt + 1 : -1
}

function isAnotherLine({ kind, text }: Token): boolean {
  return (kind === 'quoted' && isRequest(text)) || (kind === 'bracket' && typeof parseLogTime(text) === 'number')
}

interface Head {
  readonly client: string
  readonly user: string | null
  readonly host: string | null
  readonly more: readonly Token[]
}

/** What is before the time: `[host] client [further addresses] identity user`. */
function readHead(tokens: readonly Token[]): Head | string {
  const [first, second] = tokens
  const hasPort = first !== undefined && /:\d{1,5}$/.test(first.text) && !isIP(first.text) && isAddress(second)
  const clientAt = tokens.findIndex((token, i) => isAddress(token) && !(hasPort && i === 0))
  if (clientAt < 0) return nameFirst(tokens)
  if (isBesideAnother(tokens[clientAt] as Token, tokens[clientAt + 1])) return UNCLEAR
  const before = tokens.slice(0, clientAt).filter(({ text }) => text !== '-')
  const host = before.find(({ text }) => isHost(text) || addressOf(text) !== null)
  let from = clientAt + 1
  while (isAddress(tokens[from])) from++
  const user = userOf(tokens.slice(from))
  if (user === null) return UNCLEAR
  return {
    client: firstAddress((tokens[clientAt] as Token).text) ?? '-',
    user: user.name,
    host: host === undefined ? null : hostOf(host.text),
    more: [...before.filter((token) => token !== host), ...tokens.slice(clientAt + 1, from), ...user.more],
  }
}

function isAddress(token: Token | undefined): boolean {
  if (token === undefined || token.kind === 'bracket') return false
  return (token.kind === 'quoted' ? firstAddress(token.text) : addressOf(token.text)) !== null
}

/** Two addresses that are no list: one is a proxy's or this server's, and nothing says which. */
function isBesideAnother(client: Token, next: Token | undefined): boolean {
  if (client.kind !== 'bare' || next?.kind !== 'bare' || client.text.endsWith(',') || next.text.startsWith('('))
    return false
  const other = addressOf(next.text)
  return other !== null && other !== addressOf(client.text)
}

/** Servers that look up names write the client's name. */
function nameFirst(tokens: readonly Token[]): Head | string {
  const [first, second, ...rest] = tokens
  if (first === undefined || second === undefined || rest.length === 0)
    return 'it does not begin with a client, an identity and a user'
  const withHost = /:\d{1,5}$/.test(first.text) && isHost(first.text) && rest.length === 2
  const user = userOf(withHost ? rest : [second, ...rest])
  if (user === null || user.more.length > 0 || (!withHost && second.text !== '-')) return UNCLEAR
  return withHost
    ? { client: second.text, user: user.name, host: hostOf(first.text), more: [] }
    : { client: first.text, user: user.name, host: null, more: [] }
}

/** `identity user`, where a user may have several words, and where other fields may follow that are no words. */
function userOf(tokens: readonly Token[]): { name: string | null; more: readonly Token[] } | null {
  const [identity, user, ...more] = tokens
  if (identity === undefined) return { name: null, more: [] }
  if (user === undefined) return identity.text === '-' ? { name: null, more: [] } : null
  if (isNoUser(user.text)) return null
  if (more.length === 0) return { name: orNull(user.text), more }
  const words = [user, ...more]
  if (!more.some(isNoWord) && words.every(({ text }) => WORD.test(text))) {
    return { name: words.map(({ text }) => text).join(' '), more: [] }
  }
  // Behind the user, only what cannot be the rest of the name is another field.
  const isWhole = !isFullHost(user.text) && !user.text.endsWith(',')
  return identity.text === '-' && isWhole && more.every(isNoWord) ? { name: orNull(user.text), more } : null
}

function isNoWord({ kind, text }: Token): boolean {
  return kind !== 'bare' || NO_WORD.test(text) || isFullHost(text) || addressOf(text) !== null
}
