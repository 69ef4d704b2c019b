import { randomBytes } from 'node:crypto'
import { quoted } from '@main/adapters/clickhouse/quoted'
import { ask, type HttpAnswer } from '@main/adapters/network-probe/http-request'
import { ProbeFailure } from '@main/ports/connection-probe'
import type { StoreAddress } from '@main/ports/store'
import { checkSkew } from './clock-skew'
import { reachServer } from './http-login'
import type { Steps } from './steps'

const UNKNOWN_SETTING = '115'
const UNKNOWN_DATABASE = '81'
const ACCESS_DENIED = '497'
const REFUSED_LOGIN = new Set(['516', '192', '193', '194'])

/** Login, clock, cluster, and a table of its own that is written, read and removed; a read-only environment only reads. */
export async function testClickHouse(steps: Steps, store: StoreAddress, readOnly: boolean): Promise<void> {
  await reachServer(steps, store)
  const answer = await steps.run(
    'login',
    store.url,
    (signal) => query(store, 'SELECT version(), toUnixTimestamp64Milli(now64(3))', signal),
    ({ body }) => `ClickHouse ${body.split('\t')[0]}, database ${store.database ?? 'default'}`,
  )
  await steps.run('clock', store.url, async () => {
    const said = Number(answer.body.split('\t')[1])
    return checkSkew(said - answer.answeredAt, said - answer.sentAt)
  })
  const { cluster } = store
  if (cluster !== undefined) {
    await steps.run('permission', `cluster ${cluster}`, (signal) => checkCluster(store, cluster, signal))
  }
  if (readOnly) {
    await steps.run('permission', 'read tables', (signal) =>
      query(store, 'SELECT count() FROM system.tables WHERE database = currentDatabase()', signal).then(
        ({ body }) => `${body.trim()} tables`,
      ),
    )
    return
  }
  const table = `millrace_connection_test_${randomBytes(4).toString('hex')}`
  const on = cluster === undefined ? '' : ` ON CLUSTER ${quoted(cluster)}`
  const run = (what: string, sql: string) =>
    steps.run('permission', what, (signal) => query(store, sql, signal).then(() => ''))
  await run('create a table', `CREATE TABLE ${table}${on} (n UInt8) ENGINE = MergeTree ORDER BY n`)
  try {
    await run('insert', `INSERT INTO ${table} VALUES (7)`)
    await steps.run('round-trip', 'insert and read back', async (signal) => {
      const { body } = await query(store, `SELECT n FROM ${table}`, signal)
      if (body.trim() !== '7') throw new ProbeFailure('The row that was inserted is not there when it is read back.')
      return ''
    })
  } finally {
    await run('remove the table', `DROP TABLE IF EXISTS ${table}${on}`)
  }
}

async function checkCluster(store: StoreAddress, cluster: string, signal: AbortSignal): Promise<string> {
  const { body } = await query(store, 'SELECT cluster, count() FROM system.clusters GROUP BY cluster', signal)
  const known = new Map(
    body
      .split('\n')
      .filter(Boolean)
      .map((line) => line.split('\t') as [string, string]),
  )
  const servers = known.get(cluster)
  if (servers !== undefined) return `${servers} servers`
  const names = [...known.keys()].join(', ') || 'none'
  throw new ProbeFailure(
    `The server knows no cluster ${cluster}. It knows: ${names}. Correct the name, or leave it empty.`,
  )
}

async function query(store: StoreAddress, sql: string, signal: AbortSignal): Promise<HttpAnswer> {
  const { url, username, password, database, settings = {}, tls } = store
  const at = new URL(url)
  if (database !== undefined) at.searchParams.set('database', database)
  for (const [name, value] of Object.entries(settings)) at.searchParams.set(name, String(value))
  const headers = { 'X-ClickHouse-User': username, 'X-ClickHouse-Key': password }
  const answer = await ask({ url: at.href, method: 'POST', headers, body: sql, tls }, signal)
  if (answer.status === 200) return answer
  const code = String(answer.headers['x-clickhouse-exception-code'] ?? /^Code: (\d+)/.exec(answer.body)?.[1] ?? '')
  throw new ProbeFailure(refusal(store, answer.status, code, answer.body))
}

function refusal({ username, database }: StoreAddress, status: number, code: string, body: string): string {
  if (REFUSED_LOGIN.has(code) || status === 401) {
    return `It refuses the user ${username}. Check the user and the password.`
  }
  if (code === UNKNOWN_DATABASE) return `There is no database ${database}. Create it, or give the name of another one.`
  if (code === ACCESS_DENIED) {
    const missing = /grant (.*?)\. ?\(/.exec(body)?.[1] ?? 'more'
    return `The user ${username} lacks a right: ${missing}. Grant it.`
  }
  if (code === UNKNOWN_SETTING) return `One of the settings is unknown there: ${short(body)}`
  if (code === '')
    return `What answers there is no ClickHouse over HTTP (status ${status}). Its port for HTTP is 8123, for HTTPS 8443.`
  return short(body)
}

function short(body: string): string {
  return body
    .replace(/^Code: \d+\. DB::Exception: /, '')
    .replace(/\s*\(version .*/s, '')
    .slice(0, 250)
}
