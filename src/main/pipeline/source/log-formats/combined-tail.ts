import { orNull } from './access-entry'
import { hostOf, isHost } from './addresses-and-hosts'
import { durationMs } from './duration'
import { type FieldRole, knownField } from './field-names'
import { entryFields } from './named-fields'
import type { Token } from './tokens'

export interface Tail {
  readonly host: string | null
  readonly latencyMs: number | null
  readonly upstream: string | null
  readonly extra: string | null
}

const LABELLED = /^([A-Za-z_][\w.-]*)(?:=|:(?!\/\/))(.*)$/s

const TAIL_ROLES: ReadonlySet<FieldRole | undefined> = new Set<FieldRole>(['host', 'latency', 'upstream'])

/** ingress-nginx: request length and time, upstream's name, its alternative, addresses, lengths, times and statuses, request id. */
const LIST = '(-|\\S+(?:, \\S+)*)'
const INGRESS = new RegExp(
  `^(\\d+) (\\d+\\.\\d+) \\[([^\\]]*)\\] \\[([^\\]]*)\\] ${LIST} ${LIST} ${LIST} ${LIST} (\\S+)$`,
)
/** Traefik: number of the request, router, server, duration. */
const TRAEFIK = /^(\d+) "([^"]*)" "([^"]*)" (\d+)ms$/

/** What follows the user agent, and the fields before that have no place in the combined format. */
export function readTail(line: string, tokens: readonly Token[], more: readonly Token[]): Tail {
  const text = tokens[0] === undefined ? '' : line.slice(tokens[0].start).trimEnd()
  const known = text === '' ? null : (ingress(text) ?? traefik(text))
  if (known) return known
  const labelled = new Map<string, string>()
  const others: Record<string, string> = {}
  const plain: Token[] = []
  for (const token of [...more, ...tokens]) {
    const match = token.kind === 'bare' ? LABELLED.exec(token.text) : null
    if (!match || isHost(token.text)) {
      plain.push(token)
      continue
    }
    const [, name = '', value = ''] = match
    const content = value.replace(/^"(.*)"$/s, '$1')
    // The client, the user and so on are in front: what is called so here is another field.
    if (TAIL_ROLES.has(knownField(name)?.role)) labelled.set(name, content)
    else others[name] = content
  }
  const fields = entryFields(labelled)
  const duration = fields.latencyMs === null ? plain.find(isDuration) : undefined
  const host = more.find((token) => token.kind !== 'bracket' && isHost(token.text))
  const rest = plain.filter((token) => token !== duration && token !== host)
  const words = rest.map((token) => line.slice(token.start, token.end)).join(' ')
  return {
    host: host === undefined ? fields.host : hostOf(host.text),
    latencyMs: fields.latencyMs ?? (duration ? durationMs(duration.text, 's') : null),
    upstream: fields.upstream,
    extra: extraOf({ ...others, ...fields.rest }, words),
  }
}

/** A unit, or seconds with decimals, as nginx's `$request_time` writes them; its `$msec`, a time, has more digits. */
function isDuration({ kind, text }: Token): boolean {
  return kind === 'bare' && (/^\d{1,6}\.\d{3}$/.test(text) || durationMs(text, null) !== null)
}

function extraOf(named: Readonly<Record<string, unknown>>, words: string): string | null {
  const text = words.replaceAll(/(?:^| )-(?= |$)/g, '').trim() === '' ? '' : words
  if (Object.keys(named).length === 0) return text === '' ? null : text
  return JSON.stringify(text === '' ? named : { ...named, text })
}

function ingress(text: string): Tail | null {
  const match = INGRESS.exec(text)
  if (!match) return null
  const [, length, seconds, service, alternative, upstream, bytes, time, status, id] = match.map((part) => part || '-')
  return tailOf(orNull(upstream ?? '-'), durationMs(seconds ?? '-', 's'), {
    request_length: length,
    service,
    alternative,
    upstream_bytes: bytes,
    upstream_seconds: time,
    upstream_status: status,
    request_id: id,
  })
}

function traefik(text: string): Tail | null {
  const match = TRAEFIK.exec(text)
  if (!match) return null
  const [, number = '', router = '', server = '', ms = ''] = match
  return tailOf(orNull(server), Number(ms), { request_number: number, router })
}

function tailOf(
  upstream: string | null,
  latencyMs: number | null,
  extra: Readonly<Record<string, string | undefined>>,
): Tail {
  const present = Object.entries(extra).filter(([, value]) => value !== undefined && value !== '-' && value !== '')
  return { host: null, latencyMs, upstream, extra: JSON.stringify(Object.fromEntries(present)) }
}
