import { randomUUID } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { rm, stat } from 'node:fs/promises'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { exceptionOf, Refusal } from './clickhouse-exception.ts'
import {
  expectCredentials,
  expectHost,
  insertFromFile,
  parquetToFile,
  parseRequest,
  type QueryRequest,
} from './clickhouse-request.ts'
import type { Answer, Engine } from './engine.ts'
import { sendFile } from './send-file.ts'

export interface HttpInterface {
  readonly port: number
  /** Refuses new queries, waits for running ones, closes every connection. */
  close(): Promise<void>
}

/** The address of the interface. */
export interface Listening {
  readonly host: string
  /** 0 for any free port. */
  readonly port: number
  /** Whether to accept any Host header: for a server whose names it cannot know and that only intended clients can reach. */
  readonly anyName: boolean
}

/** For the user's own machine, where pages in a browser can reach every port and only the Host header shows it. */
const LOOPBACK: Listening = { host: '127.0.0.1', port: 0, anyName: false }

export interface HttpInterfaceOptions {
  readonly engine: Engine
  readonly spoolDir: string
  readonly username: string
  readonly password: string
  readonly listening?: Listening
  /** Called for each failed query, after its client has the answer. */
  readonly onFailure?: (text: string) => void
}

const MAX_WAITING = 100
const MAX_TEXT_BYTES = 16_000_000
const CHUNK = 1_048_576

/** The part of ClickHouse's HTTP interface that its clients need; by default on a free port of the loopback address. */
export async function serveHttp({
  engine,
  spoolDir,
  username,
  password,
  listening = LOOPBACK,
  onFailure,
}: HttpInterfaceOptions): Promise<HttpInterface> {
  const server = createServer({ keepAliveTimeout: 30_000 })
  let closing = false
  let running = 0
  let finished: (() => void) | undefined
  /** Resolves once every insert received so far has ended. */
  let inserted: Promise<unknown> = Promise.resolve()

  server.on('request', (request, response) => {
    running++
    void answer(request, response).finally(() => {
      running--
      if (running === 0) finished?.()
    })
  })

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const target = request.url ?? '/'
      if (!listening.anyName) expectHost(request.headers.host, portOf(server))
      const parsed = parseRequest(request.method ?? 'GET', target, request.headers)
      if (parsed.kind === 'ping') {
        response.end('Ok.\n')
        return
      }
      expectCredentials(target, request.headers, { username, password })
      if (closing) throw new Refusal(503, 236, 'ABORTED', 'The store is stopping')
      if (running > MAX_WAITING)
        throw new Refusal(503, 202, 'TOO_MANY_SIMULTANEOUS_QUERIES', 'Too many queries are waiting')
      await run(parsed, request, response)
    } catch (thrown) {
      if (response.destroyed) return
      if (response.headersSent) {
        // The client notices a truncated answer, because its length was announced.
        response.destroy()
        return
      }
      const exception = exceptionOf(thrown)
      response.statusCode = exception.status
      response.setHeader('X-ClickHouse-Exception-Code', String(exception.code))
      response.setHeader('Content-Type', 'text/plain; charset=UTF-8')
      // The rest of the body is not read, so the connection cannot be reused.
      if (!request.complete) response.setHeader('Connection', 'close')
      response.end(`${exception.text}\n`, () => onFailure?.(exception.text))
    }
  }

  async function run(asked: QueryRequest, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const begin = () => {
      if (response.destroyed) throw new Refusal(499, 210, 'NETWORK_ERROR', 'The client has disconnected')
    }
    const path = join(spoolDir, `${randomUUID()}.rows`)
    const insert = insertFromFile(asked.query, path)
    if (insert !== null) {
      const answer = await insertSpooled(insert, path, request, begin)
      describe(response, asked, { kind: 'written', ...answer })
      response.end(answer.bytes)
      return
    }
    const sql = [asked.query, await textOf(request)].filter((part) => part !== '').join('\n')
    if (sql === '') throw new Refusal(400, 62, 'SYNTAX_ERROR', 'Empty query')
    // A client that lost an insert's answer asks what is stored; it must not get an answer before that insert has ended.
    await inserted
    const parquet = parquetToFile(sql, path)
    if (parquet !== null && Object.keys(asked.params).length === 0) {
      await answerWithFile(parquet, path, asked, response, begin)
      return
    }
    const answer = await engine.query(sql, asked.params, asked.defaultFormat, begin)
    describe(response, asked, { kind: 'read', ...answer })
    response.end(answer.bytes)
  }

  /** Any number of rows in constant memory: the engine writes a file, and the file is the answer. */
  async function answerWithFile(
    sql: string,
    path: string,
    asked: QueryRequest,
    response: ServerResponse,
    begin: () => void,
  ): Promise<void> {
    try {
      const answer = await engine.exportTo(sql, begin)
      const { size } = await stat(path)
      describe(response, asked, { kind: 'read', ...answer })
      response.setHeader('Content-Length', size)
      await sendFile(path, response)
    } finally {
      await rm(path, { force: true })
    }
  }

  async function insertSpooled(
    sql: string,
    path: string,
    request: IncomingMessage,
    begin: () => void,
  ): Promise<Answer> {
    try {
      const spooled = createWriteStream(path, { flags: 'wx', highWaterMark: CHUNK })
      await pipeline(request, spooled)
      const inserting = engine.insert(sql, begin)
      // Inserts end in the order they arrived.
      inserted = inserting.catch(() => undefined)
      const answer = await inserting
      // When the engine cannot find a file by its name pattern, it treats the file as empty.
      if (answer.rows === 0 && spooled.bytesWritten > 0)
        throw new Refusal(500, 107, 'FILE_DOESNT_EXIST', 'No row was read')
      return answer
    } finally {
      await rm(path, { force: true })
    }
  }

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(listening.port, listening.host, resolve)
  })
  return {
    port: portOf(server),
    async close() {
      closing = true
      server.close()
      if (running > 0) await new Promise<void>((resolve) => (finished = resolve))
      server.closeAllConnections()
    },
  }
}

type Result = Answer & { readonly kind: 'read' | 'written' }

function describe(response: ServerResponse, { queryId }: QueryRequest, result: Result): void {
  response.setHeader('X-ClickHouse-Query-Id', queryId ?? randomUUID())
  response.setHeader('X-ClickHouse-Summary', JSON.stringify(summaryOf(result)))
}

function summaryOf({ kind, rows, bytes, seconds }: Result): Record<string, string> {
  return {
    written_rows: String(kind === 'written' ? rows : 0),
    result_rows: String(kind === 'read' ? rows : 0),
    result_bytes: String(bytes.byteLength),
    elapsed_ns: String(Math.round(seconds * 1e9)),
  }
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length
    if (bytes > MAX_TEXT_BYTES)
      throw new Refusal(413, 62, 'SYNTAX_ERROR', `A query is longer than ${MAX_TEXT_BYTES} bytes`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString()
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo | null)?.port ?? 0
}
