import type { Event } from '@shared/model/dataset'
import { sectionOf } from './request'

/** What a line of an access log says. A field that the line does not have is null. */
export interface AccessEntry {
  /** The client's address or host name; `-` where the format has none. */
  readonly client: string
  readonly remoteUser: string | null
  /** Epoch ms. */
  readonly time: number
  readonly method: string
  readonly path: string
  readonly protocol: string | null
  readonly status: number
  readonly bytes: number | null
  readonly referrer: string | null
  readonly userAgent: string | null
  /** The host that the client asked for. */
  readonly host: string | null
  readonly latencyMs: number | null
  /** The server behind this one that answered. */
  readonly upstream: string | null
  /** Other fields: a JSON object where they have names, otherwise their text. */
  readonly extra: string | null
}

/** Returns what a line (without its ending) says, the reason why it cannot be read, or null for a header or comment. Never throws. */
export type LineReader = (line: string) => AccessEntry | string | null

/** The event of the dataset `access_log`. */
export function eventOf(entry: AccessEntry, eventId: string): Event {
  const { status, path } = entry
  const failed = status >= 400
  return {
    event_id: eventId,
    client: entry.client,
    remote_user: entry.remoteUser,
    time: entry.time,
    method: entry.method,
    path,
    section: sectionOf(path),
    protocol: entry.protocol,
    status_code: status,
    outcome: failed ? 'ERROR' : 'SUCCESS',
    error_code: failed ? status : null,
    bytes: entry.bytes,
    referrer: entry.referrer,
    user_agent: entry.userAgent,
    host: entry.host,
    latency_ms: entry.latencyMs,
    upstream: entry.upstream,
    extra: entry.extra,
  }
}

/** Servers write `-` where they have no value. */
export function orNull(text: string): string | null {
  return text === '-' ? null : text
}
