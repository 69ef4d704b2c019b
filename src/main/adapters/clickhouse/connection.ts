import { Agent } from 'node:https'
import { Readable } from 'node:stream'
import { finished } from 'node:stream/promises'
import { ClickHouseLogLevel, type ClickHouseSettings, createClient } from '@clickhouse/client'
import type { StoreAddress } from '@main/ports/store'
import { type Tls, tlsOptions } from '@main/ports/tls'
import { type Placement, placementOf } from './placement'
import { LONG_QUERY_WITHIN_S, type Query } from './queries'
import { storeFault } from './store-fault'

/** Requests to one ClickHouse server, over keep-alive connections. Every error thrown is a fault. */
export interface Connection {
  readonly placement: Placement
  ping(signal?: AbortSignal): Promise<void>
  command(sql: string): Promise<void>
  rows<T>(query: Query): Promise<T[]>
  /** The answer of a long query as a stream, in the format that the query names. */
  stream(query: Query, signal?: AbortSignal): Promise<AsyncIterable<Uint8Array>>
  /** Resolves with the number of rows that the server reports as written, or null when it does not report it. */
  insert(sql: string, body: Uint8Array, queryId: string): Promise<number | null>
  close(): Promise<void>
}

const REQUEST_WITHIN_MS = 60_000
const CHUNK = 1_048_576
/** Without it, an error in the middle of an answer would follow a status of 200, and the summary would come before the end. */
const WHOLE_ANSWER = { wait_end_of_query: 1 } as const

export function connect(address: StoreAddress): Connection {
  const { url, dir, username, password, database, settings } = address
  const placement = placementOf(address)
  const secure = new URL(url).protocol === 'https:'
  const options = {
    url,
    username,
    password,
    application: 'millrace',
    keep_alive: { enabled: true },
    compression: { request: false, response: false },
    log: { level: ClickHouseLogLevel.OFF },
    clickhouse_settings: { ...placement.settings, ...settings } as ClickHouseSettings,
    ...(database !== undefined && { database }),
  }
  // The library's own agent cannot verify another name than the address's.
  const over = (connections: number) =>
    secure ? { http_agent: tlsAgent(address.tls, connections) } : { max_open_connections: connections }
  const client = createClient({ ...options, request_timeout: REQUEST_WITHIN_MS, ...over(8) })
  /** For answers whose first byte may take long. */
  const patient = createClient({ ...options, request_timeout: LONG_QUERY_WITHIN_S * 1_000, ...over(2) })
  const faulty = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work()
    } catch (thrown) {
      throw storeFault(thrown, dir)
    }
  }
  return {
    placement,
    ping: (signal) =>
      faulty(async () => {
        const result = await client.ping({ select: false, ...(signal && { abort_signal: signal }) })
        if (!result.success) throw result.error
      }),
    command: (sql) =>
      faulty(async () => {
        await client.command({ query: sql })
      }),
    rows: <T>({ sql, params }: Query) =>
      faulty(async () => {
        const result = await client.query({ query: sql, query_params: params, format: 'JSONEachRow' })
        return await result.json<T>()
      }),
    stream: ({ sql, params }, signal) =>
      faulty(async () => {
        const { stream } = await patient.exec({
          query: sql,
          query_params: params,
          clickhouse_settings: WHOLE_ANSWER,
          ...(signal && { abort_signal: signal }),
        })
        return faultyChunks(stream, dir, signal)
      }),
    insert: (sql, body, queryId) =>
      faulty(async () => {
        const { stream, summary } = await client.exec({
          query: sql,
          values: Readable.from(chunksOf(body)),
          query_id: queryId,
          clickhouse_settings: WHOLE_ANSWER,
        })
        await finished(stream.resume())
        // A server may omit the count, or send 0, when it answers before it has counted.
        return Number(summary?.written_rows) || null
      }),
    close: async () => void (await Promise.all([client.close(), patient.close()])),
  }
}

function tlsAgent(tls: Tls = {}, connections: number): Agent {
  return new Agent({ keepAlive: true, maxSockets: connections, ...tlsOptions(tls) })
}

function* chunksOf(body: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < body.length; at += CHUNK) yield body.subarray(at, at + CHUNK)
}

async function* faultyChunks(stream: Readable, dir?: string, signal?: AbortSignal): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of stream as AsyncIterable<Uint8Array>) {
      signal?.throwIfAborted()
      yield chunk
    }
  } catch (thrown) {
    throw storeFault(thrown, dir)
  }
}
