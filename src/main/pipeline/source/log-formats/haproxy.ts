import { type AccessEntry, orNull } from './access-entry'
import { addressOf } from './addresses-and-hosts'
import { parseLogTime } from './log-time'
import { parseRequest } from './request'

/**
 * HAProxy's HTTP format: client, time, frontend, backend and server, times, status, bytes, cookies, how the session ended,
 * connections, queues, captured headers, request. Its times have no zone. Linear in the line's length: a time is short, and the
 * request may contain any character.
 */
const LINE =
  /(?:^| )(\S+):\d+ \[([^\]]{1,40})\] (\S+) ([^\s/]+)\/(\S+) ([-+\d]+(?:\/[-+\d]+){3,4}) (-1|\d{3}) \+?(\d+) \S+ \S+ (\S{2,4}) (\S+) (\S+) (?:(\{.*\}) )?"(.*)"?$/s

export function readHaproxy(line: string): AccessEntry | string {
  if (line.trim() === '') return 'the line is empty'
  const match = LINE.exec(line)
  if (!match) return "it is not written in HAProxy's HTTP format"
  const [
    ,
    client = '',
    when = '',
    frontend = '',
    backend = '',
    server = '',
    times = '',
    status = '',
    bytes = '',
    end = '',
  ] = match
  const time = parseLogTime(when)
  if (typeof time === 'string') return time
  if (status === '-1') return 'the session ended before there was a status'
  const total = Number(times.split('/').at(-1)?.replace('+', ''))
  const [connections, queues, headers] = match.slice(10, 13)
  const request = (match[13] ?? '').replace(/"$/, '')
  return {
    client: addressOf(client) ?? client,
    remoteUser: null,
    time,
    ...parseRequest(request),
    status: Number(status),
    bytes: Number(bytes),
    referrer: null,
    userAgent: null,
    host: null,
    latencyMs: total >= 0 ? total : null,
    upstream: orNull(`${backend}/${server}`),
    extra: JSON.stringify({ frontend, times, termination: end, connections, queues, headers }),
  }
}
