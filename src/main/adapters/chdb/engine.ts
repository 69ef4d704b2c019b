import type { Session } from 'chdb'
// No alias: tests run the server from its sources, where Node resolves paths itself.
import { oneAtATime } from '../../../shared/lib/one-at-a-time.ts'
import { ALLOCATOR, connectionArgs } from './engine-config.ts'

export interface Answer {
  readonly bytes: Uint8Array
  /** Rows of the result, or rows written when the query inserts from a file. */
  readonly rows: number
  readonly seconds: number
}

/**
 * chDB on one directory. Inserts, exports and queries each run one at a time, in parallel with the other kinds: a connection can run only
 * one query, and two simultaneous queries with parameters mix up their parameters, even on two connections.
 */
export interface Engine {
  query(sql: string, params: Readonly<Record<string, string>>, format: string, begin: () => void): Promise<Answer>
  /** `begin` is called when the query's turn comes; if it throws, the query fails with that error. */
  insert(sql: string, begin: () => void): Promise<Answer>
  /** A query without parameters that writes its answer itself, in parallel with the others, because it may take long. */
  exportTo(sql: string, begin: () => void): Promise<Answer>
  /** Waits for running queries, then closes; make no calls afterwards. */
  close(): Promise<void>
}

const RETRY_MS = 200

/** Retries for `patienceMs` while another process holds the directory: the previous one may be shutting down. */
export async function openEngine(dir: string, configFile: string, patienceMs: number): Promise<Engine> {
  process.env[ALLOCATOR.name] = ALLOCATOR.value
  const { drainPending, Session } = await import('chdb')
  const options = { connectionArgs: connectionArgs(configFile) }
  const until = performance.now() + patienceMs
  let queries: Session
  for (;;) {
    try {
      queries = new Session(dir, options)
      break
    } catch (error) {
      if (performance.now() > until) {
        const reason = `chDB could not open ${dir}: another process may be using it, or it is damaged`
        throw new Error(reason, { cause: error })
      }
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS))
    }
  }
  const inserts = new Session(dir, options)
  const exports = new Session(dir, options)
  const queryQueue = oneAtATime()
  const insertQueue = oneAtATime()
  const exportQueue = oneAtATime()
  return {
    query: (sql, params, format, begin) =>
      queryQueue(async () => {
        begin()
        const result = await queries.queryBindAsync(sql, unescaped(params), { format })
        return { bytes: result.bytes(), rows: result.rowsRead, seconds: result.elapsed }
      }),
    insert: (sql, begin) =>
      insertQueue(async () => {
        begin()
        const result = await inserts.queryAsync(sql)
        return { bytes: result.bytes(), rows: result.rowsRead, seconds: result.elapsed }
      }),
    exportTo: (sql, begin) =>
      exportQueue(async () => {
        begin()
        const result = await exports.queryAsync(sql)
        return { bytes: result.bytes(), rows: result.rowsRead, seconds: result.elapsed }
      }),
    async close() {
      await Promise.all([queryQueue, insertQueue, exportQueue].map((queue) => queue(async () => undefined)))
      exports.close()
      inserts.close()
      queries.close()
      await drainPending()
    },
  }
}

const ESCAPES: Readonly<Record<string, string>> = { b: '\b', f: '\f', r: '\r', n: '\n', t: '\t', '0': '\0' }

/** Over HTTP parameters arrive escaped; chDB escapes them itself. */
function unescaped(params: Readonly<Record<string, string>>): Record<string, string | null> {
  return Object.fromEntries(
    Object.entries(params).map(([name, text]) => [
      name,
      text === '\\N' ? null : text.replace(/\\(.)/gs, (_, char: string) => ESCAPES[char] ?? char),
    ]),
  )
}
