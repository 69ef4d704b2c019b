import type { Event } from '@shared/model/dataset'

/** Additional fields that some servers write after the user agent: quoted fields, numbers, `-`. */
const MORE_FIELDS = /^(?: (?:"[^"\\]*(?:\\.[^"\\]*)*"|\d+(?:\.\d+)?|-))*$/
const METHOD = /^[A-Za-z][A-Za-z_-]*$/
const PROTOCOL = /^[A-Za-z]+\/\d(?:\.\d)?$/
const SECTION_CHARACTERS = 128

/**
 * One line of Apache's and nginx's combined format, or of the common format, which ends before the referrer:
 *
 *     client identity user [time] "request" status bytes "referrer" "user agent"
 *
 * Gives an event of `access_log`, or in words what is wrong with the line. Linear in the line's length; never throws.
 */
export function parseAccessLogLine(line: string, eventId: string): Event | string {
  if (line.trim() === '') return 'the line is empty'

  const clientEnd = line.indexOf(' ')
  const identityEnd = line.indexOf(' ', clientEnd + 1)
  if (clientEnd < 1 || identityEnd < 0) return 'it does not begin with a client, an identity and a user'
  const timeStart = line.indexOf(' [', identityEnd)
  if (timeStart < 0) return 'there is no time in square brackets after the user'
  // A user may contain spaces; what looks like two fields is a format with one more field in front.
  const user = line.slice(identityEnd + 1, timeStart)
  if (timeStart <= identityEnd || user === '') return 'the user is missing before the time'
  if (user.startsWith('- ')) return 'there is one field too many before the time; leave out the virtual host in front'
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
  let agent: string | null = null
  if (bytesEnd < line.length) {
    const referrerStart = bytesEnd + 2
    if (line[bytesEnd + 1] !== '"') return 'there is no referrer in quotation marks after the number of bytes'
    const referrerEnd = closingQuote(line, referrerStart)
    if (referrerEnd < 0) return 'the referrer is not closed by a quotation mark'
    const agentStart = referrerEnd + 3
    if (!line.startsWith(' "', referrerEnd + 1)) return 'there is no user agent in quotation marks after the referrer'
    const agentEnd = closingQuote(line, agentStart)
    if (agentEnd < 0) return 'the user agent is not closed by a quotation mark'
    if (agentEnd + 1 < line.length && !MORE_FIELDS.test(line.slice(agentEnd + 1))) {
      return 'what follows the user agent is neither in quotation marks nor a number'
    }
    referrer = orNull(unescaped(line.slice(referrerStart, referrerEnd)))
    agent = orNull(unescaped(line.slice(agentStart, agentEnd)))
  }

  const { method, path, protocol } = parseRequest(unescaped(line.slice(requestStart, requestEnd)))
  const code = Number(status)
  const failed = code >= 400
  return {
    event_id: eventId,
    client: line.slice(0, clientEnd),
    remote_user: orNull(user),
    time,
    method,
    path,
    section: sectionOf(path),
    protocol,
    status_code: code,
    outcome: failed ? 'ERROR' : 'SUCCESS',
    error_code: failed ? code : null,
    bytes: bytes === '-' ? null : Number(bytes),
    referrer,
    user_agent: agent,
  }
}

/** The index of the quotation mark that ends the field: the first one without an odd number of backslashes before it; or -1. */
function closingQuote(line: string, start: number): number {
  for (let at = line.indexOf('"', start); at >= 0; at = line.indexOf('"', at + 1)) {
    let backslashes = 0
    while (at - backslashes > start && line[at - backslashes - 1] === '\\') backslashes++
    if (backslashes % 2 === 0) return at
  }
  return -1
}

/** Servers write `\"` for a quotation mark and `\\` for a backslash. They write other bytes like `\x16`, which stays as it is. */
function unescaped(text: string): string {
  return text.includes('\\') ? text.replaceAll(/\\(["\\])/g, '$1') : text
}

function orNull(text: string): string | null {
  return text === '-' ? null : text
}

interface RequestLine {
  readonly method: string
  readonly path: string
  readonly protocol: string | null
}

/**
 * A request that is not `METHOD path PROTOCOL` (nothing sent, TLS on a plain port, HTTP/0.9 without a protocol) is kept as the
 * path.
 */
function parseRequest(request: string): RequestLine {
  const first = request.indexOf(' ')
  const last = request.lastIndexOf(' ')
  const method = request.slice(0, first)
  if (first > 0 && METHOD.test(method)) {
    const protocol = request.slice(last + 1)
    if (last > first + 1 && PROTOCOL.test(protocol)) {
      return { method, path: request.slice(first + 1, last), protocol }
    }
    if (request[first + 1] === '/') return { method, path: request.slice(first + 1), protocol: null }
  }
  return { method: '-', path: request, protocol: null }
}

/** The first segment of the path, without query; `/` for the root, `-` if there is no path. */
function sectionOf(path: string): string {
  const start = path.startsWith('/') ? 0 : pathOfUrl(path)
  if (start < 0) return path === '*' ? '*' : '-'
  let from = start
  while (path[from] === '/') from++
  let to = from
  while (to < path.length && !'/?#;'.includes(path[to] as string)) to++
  return to === from ? '/' : path.slice(from, Math.min(to, from + SECTION_CHARACTERS))
}

/** Clients send whole URLs to proxies: the index where the path begins in one, or -1. */
function pathOfUrl(text: string): number {
  const match = /^[a-z]+:\/\/[^/?#]*/i.exec(text)
  return match ? match[0].length : -1
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const SHAPE = /^(\d{2})\/([A-Z][a-z]{2})\/(\d{4}):(\d{2}):(\d{2}):(\d{2}) ([+-])(\d{2})(\d{2})$/
/** The years whose days the store can distinguish. */
const FIRST_YEAR = 1970
const LAST_YEAR = 2148

/** `17/May/2015:10:05:03 +0000` as epoch milliseconds, or the reason why it is invalid. */
export function parseLogTime(text: string): number | string {
  const match = SHAPE.exec(text)
  if (!match) return `the time "${text.slice(0, 40)}" is not written like 17/May/2015:10:05:03 +0000`
  const month = MONTHS.indexOf(match[2] as string)
  const [day, year, hour, minute, second, offsetHours, offsetMinutes] = [1, 3, 4, 5, 6, 8, 9].map((i) =>
    Number(match[i]),
  ) as [number, number, number, number, number, number, number]
  if (year < FIRST_YEAR || year > LAST_YEAR) return `the year of ${text} is not between ${FIRST_YEAR} and ${LAST_YEAR}`
  // An unknown month gives a day of -1; the 31st of a short month becomes the 1st of the next: both show in the day.
  const utc = month < 0 ? Number.NaN : Date.UTC(year, month, day)
  if (new Date(utc).getUTCDate() !== day) return `there is no day ${text.slice(0, 11)}`
  // Seconds go up to 60, for leap seconds.
  if (hour > 23 || minute > 59 || second > 60) return `there is no time of day ${text.slice(12, 20)}`
  if (offsetHours > 14 || offsetMinutes > 59) return `there is no time zone ${text.slice(21)}`
  const offset = (offsetHours * 60 + offsetMinutes) * (match[7] === '-' ? -60_000 : 60_000)
  return utc + ((hour * 60 + minute) * 60 + second) * 1_000 - offset
}
