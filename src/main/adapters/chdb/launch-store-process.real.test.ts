import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { ClickHouseLogLevel, createClient } from '@clickhouse/client'
import { nodeChildLauncher } from '@main/adapters/node-child/node-child-launcher'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { RunningChdb } from './launch-store-process'
import { chdbStoreServer } from './launch-store-process'

const module = new URL('./store-process.ts', import.meta.url)
const never = new AbortController().signal

let dir: string
let running: RunningChdb[]

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'millrace-chdb-'))
  running = []
})
afterEach(async () => {
  await Promise.all(running.map((server) => server.stop()))
  await rm(dir, { recursive: true, force: true })
})

async function start(at = dir, signal = never): Promise<RunningChdb> {
  const server = await chdbStoreServer({ launcher: nodeChildLauncher(() => undefined), module, dir: at }).start(signal)
  running.push(server)
  return server
}

function ask({ address }: RunningChdb, sql: string, headers: Record<string, string> = {}): Promise<Response> {
  const { username, password } = address
  return fetch(address.url, {
    method: 'POST',
    body: sql,
    headers: { 'X-ClickHouse-User': username, 'X-ClickHouse-Key': password, ...headers },
  })
}

const textOf = async (answer: Promise<Response>) => (await answer).text()

/** A process that has ended but was not reaped does not count. */
async function lives(pid: number): Promise<boolean> {
  const state = await promisify(execFile)('ps', ['-o', 'stat=', '-p', String(pid)]).catch(() => null)
  return state !== null && !state.stdout.startsWith('Z')
}

describe('the HTTP interface', () => {
  it('refuses requests without the right password', async () => {
    const server = await start()
    const answer = await ask(server, 'SELECT 1', { 'X-ClickHouse-Key': 'wrong' })
    expect(answer.status).toBe(403)
    expect(answer.headers.get('x-clickhouse-exception-code')).toBe('516')
    expect(await answer.text()).toContain('Code: 516. DB::Exception: millrace: Authentication failed')
    expect(await textOf(fetch(`${server.address.url}/ping`))).toBe('Ok.\n')
  })

  it('hides the password from the process list', async () => {
    const { pid, address } = await start()
    const { stdout } = await promisify(execFile)('ps', ['eww', '-p', String(pid)])
    expect(stdout).toContain('store-process.ts')
    expect(stdout).not.toContain(address.password)
  })

  it("works with ClickHouse's own client", async () => {
    const { url, username, password } = (await start()).address
    const client = createClient({ url, username, password, log: { level: ClickHouseLogLevel.OFF } })
    await client.command({ query: 'CREATE TABLE t (a Int32, b String) ENGINE = MergeTree ORDER BY a' })
    await client.insert({ table: 't', values: [{ a: 1, b: 'x\ty' }], format: 'JSONEachRow' })
    const params = { query: 'SELECT * FROM t WHERE b = {b:String}', query_params: { b: 'x\ty' } }
    expect(await (await client.query({ ...params, format: 'JSONEachRow' })).json()).toEqual([{ a: 1, b: 'x\ty' }])
    await expect(client.query({ query: 'SELECT * FROM nothing' })).rejects.toMatchObject({
      code: '60',
      type: 'UNKNOWN_TABLE',
    })
    await expect(client.command({ query: 'SELEKT 1' })).rejects.toMatchObject({ code: '62', type: 'SYNTAX_ERROR' })
    await client.close()
  })

  it('answers many queries at once, each with its own parameters', async () => {
    const server = await start()
    const { username, password } = server.address
    const answers = await Promise.all(
      Array.from({ length: 60 }, (_, i) =>
        textOf(
          fetch(`${server.address.url}/?query=${encodeURIComponent('SELECT {n:Int64}')}&param_n=${i}`, {
            headers: { 'X-ClickHouse-User': username, 'X-ClickHouse-Key': password },
          }),
        ),
      ),
    )
    expect(answers).toEqual(Array.from({ length: 60 }, (_, i) => `${i}\n`))
  })

  it('reports stored positions only after an abandoned insert has ended', async () => {
    const server = await start()
    await textOf(ask(server, 'CREATE TABLE t (a Int32, b UInt8 DEFAULT sleepEachRow(1)) ENGINE = MergeTree ORDER BY a'))
    const insert = `${server.address.url}/?query=${encodeURIComponent('INSERT INTO t (a) FORMAT RowBinary')}`
    const { username, password } = server.address
    const headers = { 'X-ClickHouse-User': username, 'X-ClickHouse-Key': password }
    const body = new Uint8Array([7, 0, 0, 0])
    const patient = fetch(insert, { method: 'POST', headers, body })
    const waiting = fetch(insert, { method: 'POST', headers, body, signal: AbortSignal.timeout(500) })
    await expect(waiting).rejects.toThrow()
    expect((await patient).status).toBe(200)
    const running = fetch(insert, { method: 'POST', headers, body, signal: AbortSignal.timeout(500) })
    await expect(running).rejects.toThrow()
    // The first and the last one; the one in between had not started when its client disconnected.
    expect(await textOf(ask(server, 'SELECT count() FROM t'))).toBe('2\n')
  })

  it('finishes running queries before it stops, and refuses new ones', async () => {
    const server = await start()
    const slow = textOf(ask(server, 'SELECT sleep(1)'))
    // Nothing tells when the server has begun the query; it runs for a second.
    await sleep(300)
    const stopped = server.stop()
    expect(await slow).toBe('0\n')
    await stopped
    await expect(ask(server, 'SELECT 1')).rejects.toThrow()
  })
})

describe('the process', () => {
  it('keeps what it stored, and exits with code 0 when it is stopped', async () => {
    const first = await start()
    await textOf(ask(first, 'CREATE TABLE t (a Int32) ENGINE = MergeTree ORDER BY a'))
    await textOf(ask(first, 'INSERT INTO t VALUES (1), (2)'))
    await first.stop()
    expect(await first.exited).toBe('it ended by itself')
    expect(await textOf(ask(await start(), 'SELECT sum(a) FROM t'))).toBe('3\n')
  })

  it('empties its spool when it starts', async () => {
    await (await start()).stop()
    await mkdir(join(dir, 'spool'))
    await writeFile(join(dir, 'spool', 'left.rows'), 'rows')
    await start()
    expect(await readdir(join(dir, 'spool'))).toEqual([])
  })

  it('reports how it died', async () => {
    const { pid, exited } = await start()
    process.kill(pid, 'SIGKILL')
    expect(await exited).toContain('SIGKILL')
  })

  it('waits for a directory that another process is about to leave', async () => {
    const first = await start()
    await textOf(ask(first, 'CREATE TABLE t (a Int32) ENGINE = MergeTree ORDER BY a'))
    const second = start()
    // Nothing tells that the second one waits; it has tried by now.
    await sleep(1_500)
    process.kill(first.pid, 'SIGKILL')
    expect(await textOf(ask(await second, 'SELECT count() FROM t'))).toBe('0\n')
  })

  it('works in a directory whose name contains pattern characters', async () => {
    const server = await start(join(dir, "it's {a,b} *"))
    await textOf(ask(server, 'CREATE TABLE t (a Int32) ENGINE = MergeTree ORDER BY a'))
    const { username, password, url } = server.address
    const insert = encodeURIComponent('INSERT INTO t FORMAT RowBinary')
    const headers = { 'X-ClickHouse-User': username, 'X-ClickHouse-Key': password }
    const body = new Uint8Array([7, 0, 0, 0])
    const answer = await fetch(`${url}/?query=${insert}`, { method: 'POST', body, headers })
    expect(JSON.parse(answer.headers.get('x-clickhouse-summary') ?? '')).toMatchObject({ written_rows: '1' })
    expect(await textOf(ask(server, 'SELECT a FROM t'))).toBe('7\n')
  })

  it('reports why it cannot start', async () => {
    await writeFile(join(dir, 'engine'), 'not a directory')
    await expect(start()).rejects.toMatchObject({
      fault: { code: 'store-died', exit: expect.stringContaining('EEXIST') },
    })
  })

  it('does not start, or stops starting, after an abort', async () => {
    const wanted = new AbortController()
    const starting = start(dir, wanted.signal)
    wanted.abort()
    await expect(starting).rejects.toThrow('aborted')
    await expect(start(dir, AbortSignal.abort())).rejects.toThrow('aborted')
  })

  it('ends with its parent', async () => {
    const parent = spawn(process.execPath, [
      '-e',
      `const child = require('node:child_process').fork(${JSON.stringify(module.pathname)}, { serialization: 'advanced' })
       child.on('message', () => console.log(child.pid))
       child.send(${JSON.stringify({ kind: 'open', dir, username: 'u', password: 'p' })})`,
    ])
    const [line] = (await once(createInterface({ input: parent.stdout }), 'line')) as [string]
    const pid = Number(line)
    expect(await lives(pid)).toBe(true)
    parent.kill('SIGKILL')
    await expect.poll(() => lives(pid), { timeout: 2_000 }).toBe(false)
  })
})
