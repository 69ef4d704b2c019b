import { type AccessEntry, orNull } from './access-entry'
import { addressOf, isNoUser } from './addresses-and-hosts'
import { readLoosely, TWO_TIMES, UNCLEAR } from './combined-with-more'
import { withoutPrefix } from './line-prefix'
import { parseLogTime } from './log-time'
import { parseRequest } from './request'
import { closingQuote, unescaped } from './tokens'

/**
 * One line of Apache's and nginx's combined format, or of the common format, which ends before the referrer:
 *
 *     client identity user [time] "request" status bytes "referrer" "user agent"
 *
 * with whatever else the server writes before, between and behind these fields. Linear in the line's length.
 */
export function readCombined(line: string): AccessEntry | string {
  const whole = readPlain(line)
  if (typeof whole !== 'string') return whole
  const bare = withoutPrefix(line)
  const plain = bare === null ? whole : readPlain(bare)
  if (typeof plain !== 'string') return plain
  const loose = readLoosely(bare ?? line)
  return typeof loose !== 'string' || plain === MORE || loose === UNCLEAR || loose === TWO_TIMES ? loose : plain
}

/** The line has the combined format's fields and others. */
const MORE = 'there are more fields than in the combined format'

/** The format without anything else, which most lines have: several times as fast as looking for the fields. */
function readPlain(line: string): AccessEntry | string {
  if (line.trim() === '') return 'the line is empty'

  const clientEnd = line.indexOf(' ')
  const identityEnd = line.indexOf(' ', clientEnd + 1)
  if (clientEnd < 1 || identityEnd < 0) return 'it does not begin with a client, an identity and a user'
  const timeStart = line.indexOf(' [', identityEnd)
  if (timeStart < 0) return 'there is no time in square brackets after the user'
  const user = line.slice(identityEnd + 1, timeStart)
  if (timeStart <= identityEnd || user === '') return 'the user is missing before the time'
  const client = clientOf(line.slice(0, clientEnd))
  const identity = line.slice(clientEnd + 1, identityEnd)
  if (client === null || user.includes(' ') || isNoUser(user) || isSurprising(identity)) return MORE
  const timeEnd = line.indexOf(']', timeStart)
  if (timeEnd < 0) return 'the time is not closed by a square bracket'
  const time = parseLogTime(line.slice(timeStart + 2, timeEnd))
  if (typeof time === 'string') return time

  const requestStart = timeEnd + 3
  if (!line.startsWith(' "', timeEnd + 1)) return 'there is no request in quotation marks after the time'
  const requestEnd = closingQuote(line, requestStart)
  if (requestEnd < 0) return 'the request is not closed by a quotation mark'

  const status = line.slice(requestEnd + 2, requestEnd + 5)
  if (line[requestEnd + 1] !== ' ' || !/^\d{3}$/.test(status)) return 'there is no three-digit status after the request'
  const bytesStart = requestEnd + 6
  if (line[bytesStart - 1] !== ' ') return 'there is no number of bytes after the status'
  const space = line.indexOf(' ', bytesStart)
  const bytesEnd = space < 0 ? line.length : space
  const bytes = line.slice(bytesStart, bytesEnd)
  if (!/^(?:\d{1,15}|-)$/.test(bytes)) return 'the number of bytes is neither a number nor -'

  let referrer: string | null = null
  let userAgent: string | null = null
  if (bytesEnd < line.length) {
    const referrerStart = bytesEnd + 2
    if (line[bytesEnd + 1] !== '"') return 'there is no referrer in quotation marks after the number of bytes'
    const referrerEnd = closingQuote(line, referrerStart)
    if (referrerEnd < 0) return 'the referrer is not closed by a quotation mark'
    const agentStart = referrerEnd + 3
    if (!line.startsWith(' "', referrerEnd + 1)) return 'there is no user agent in quotation marks after the referrer'
    const agentEnd = closingQuote(line, agentStart)
    if (agentEnd < 0) return 'the user agent is not closed by a quotation mark'
    if (agentEnd + 1 < line.length) return MORE
    referrer = orNull(unescaped(line.slice(referrerStart, referrerEnd)))
    userAgent = orNull(unescaped(line.slice(agentStart, agentEnd)))
  }

  return {
    client,
    remoteUser: orNull(user),
    time,
    ...parseRequest(unescaped(line.slice(requestStart, requestEnd))),
    status: Number(status),
    bytes: bytes === '-' ? null : Number(bytes),
    referrer,
    userAgent,
    host: null,
    latencyMs: null,
    upstream: null,
    extra: null,
  }
}

/** The client as the line names it, without a port; null when the field may be part of a list, or a time. */
function clientOf(field: string): string | null {
  if (/[,|]$/.test(field)) return null
  return /[:"[(]/.test(field) ? (addressOf(field) ?? (/^[\w.-]*:\d|^"/.test(field) ? null : field)) : field
}

/** Nothing but `-` or a name is an identity: an address there is the client, behind something else. */
function isSurprising(identity: string): boolean {
  return identity !== '-' && (identity === '' || /[,|(]/.test(identity) || addressOf(identity) !== null)
}
