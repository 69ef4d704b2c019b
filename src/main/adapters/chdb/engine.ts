import { oneAtATime } from '@shared/lib/one-at-a-time'
import type { Session } from 'chdb'
import { ALLOCATOR, connectionArgs } from './engine-config.ts'

export interface Answer {
  readonly bytes: Uint8Array
  /** Rows of the result, or rows written when the query inserts from a file. */
  readonly rows: number
  readonly seconds: number
}

/**
 * chDB on one directory. Inserts, exports and queries each run one at a time, side by side with the other kinds: one connection runs one
 * query, and two queries with parameters at once mix up their parameters, even on two connections.
 */
export interface Engine {
  query(sql: string, params: Readonly<Record<string, string>>, format: string, begin: () => void): Promise<Answer>
  /** `begin` is called when its turn has come; what it throws is the outcome. */
  insert(sql: string, begin: () => void): Promise<Answer>
  /** A query without parameters that writes its answer itself, beside the others: it may take long. */
  exportTo(sql: string, begin: () => void): Promise<Answer>
  /** Waits for what runs, then closes; nothing may be asked afterwards. */
  close(): Promise<void>
}

const RETRY_MS = 200

/** A directory that another process still holds is tried again for `patienceMs`: the one before may be dying. */
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
  const queryLane = oneAtATime()
  const insertLane = oneAtATime()
  const exportLane = oneAtATime()
  return {
    query: (sql, params, format, begin) =>
      queryLane(async () => {
        begin()
        const result = await queries.queryBindAsync(sql, unescaped(params), { format })
        return { bytes: result.bytes(), rows: result.rowsRead, seconds: result.elapsed }
      }),
    insert: (sql, begin) =>
      insertLane(async () => {
        begin()
        const result = await inserts.queryAsync(sql)
        return { bytes: result.bytes(), rows: result.rowsRead, seconds: result.elapsed }
      }),
    exportTo: (sql, begin) =>
      exportLane(async () => {
        begin()
        const result = await exports.queryAsync(sql)
        return { bytes: result.bytes(), rows: result.rowsRead, seconds: result.elapsed }
      }),
    async close() {
      await Promise.all([queryLane, insertLane, exportLane].map((lane) => lane(async () => undefined)))
      exports.close()
      inserts.close()
      queries.close()
      await drainPending()
    },
  }
}

const ESCAPES: Readonly<Record<string, string>> = { b: '\b', f: '\f', r: '\r', n: '\n', t: '\t', '0': '\0' }

/** Over HTTP parameters come escaped; chDB escapes them itself. */
function unescaped(params: Readonly<Record<string, string>>): Record<string, string | null> {
  return Object.fromEntries(
    Object.entries(params).map(([name, text]) => [
      name,
      text === '\\N' ? null : text.replace(/\\(.)/gs, (_, char: string) => ESCAPES[char] ?? char),
    ]),
  )
}
