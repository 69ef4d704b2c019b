import { execFile } from 'node:child_process'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { airflowRest } from '@main/adapters/airflow/airflow-rest'
import { MINUTE_MS } from '@shared/lib/time'
import type { ServicesStatus } from '@shared/model/service'
import { windowName } from '@shared/model/window'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { type Client, connectTo, firstOf } from '../crash/support/client'
import { until } from '../crash/support/life'
import { whyNoStack } from '../stack/support/test-stack'
import { type Served, serve, temporaryDir } from '../support/millrace'
import { freePorts } from './support/part'
import { windowReports } from './support/window-reports'

const run = promisify(execFile)
const DAG = 'millrace_minutely'
const SERVICES = 7

/** `long`: half an hour of windows, and a backfill of an hour of them. */
const long = process.env.MILLRACE_SCALE === 'long'
const CONSECUTIVE = long ? 30 : 3
const BACKFILLED = long ? 60 : 2
/** A data directory whose windows wait already, for the long form: otherwise it waits for them. */
const given = process.env.MILLRACE_WORKFLOWS_DIR

const why = await whyNoStack('airflow-api-server', 'postgres', 'redis')
if (why !== null) console.log(`skipped: ${why}`)

const Runs = z.object({
  dag_runs: z.array(
    z.object({
      logical_date: z.string().nullable(),
      state: z.string(),
      run_type: z.string(),
      start_date: z.string().nullable(),
      end_date: z.string().nullable(),
    }),
  ),
})

describe.skipIf(why !== null)('the profile workflows on the real engine', () => {
  let temp: Awaited<ReturnType<typeof temporaryDir>>
  let served: Served
  let client: Client
  let closeClient: () => void
  let status: ServicesStatus
  let reports: ReturnType<typeof windowReports>
  let secrets: readonly string[]
  /** The first window of the schedule. */
  let first: number

  const services = () => firstOf(client.services.feed())
  /** What Airflow answers: the feed's first item only says that it is asked. */
  const airflow = async () => {
    for await (const now of await client.airflow.feed()) {
      if (now?.dag.state !== 'asking') return JSON.stringify(now?.dag).slice(0, 2_000)
    }
    throw new Error('the feed has ended')
  }
  const container = (service: string) => `${status.project}-${service}-1`
  const windowsFrom = (from: number, count: number) => Array.from({ length: count }, (_, n) => from + n * MINUTE_MS)
  const healthy = async (service?: string) =>
    (await services()).services.filter(
      ({ service: { id, profiles }, state }) =>
        profiles.length > 0 && state.state === 'healthy' && (service === undefined || id === service),
    ).length

  const rest = async (method: 'GET' | 'PATCH', path: string, body?: unknown) => {
    const credentials = await client.services.credentials()
    const secretOf = (name: string) => credentials.find(({ variable }) => variable === name)?.value ?? ''
    const url = status.services.find(({ service }) => service.role === 'scheduler')?.service.links[0]?.url ?? ''
    const login = async () => ({ user: secretOf('AIRFLOW_USER'), password: secretOf('AIRFLOW_PASSWORD') })
    const api = airflowRest({ url: url.replace(/\/$/, ''), dagId: DAG }, login)
    return api.ask(method, path, { body, signal: AbortSignal.timeout(20_000) })
  }
  /** Airflow's runs of these windows. */
  const runsOf = async (windows: readonly number[]) => {
    const pages = [0, 100].map((offset) =>
      rest('GET', `/dags/${DAG}/dagRuns?limit=100&offset=${offset}&order_by=-logical_date`),
    )
    const found = (await Promise.all(pages)).flatMap((page) => Runs.parse(page).dag_runs)
    return found.filter(({ logical_date: date }) => date !== null && windows.includes(Date.parse(date)))
  }
  const expectOneRunEach = async (windows: readonly number[], type: string) => {
    const wanted = windows.map(() => 'success')
    await expect
      .poll(async () => (await runsOf(windows)).map(({ state }) => state), { timeout: 240_000, interval: 3_000 })
      .toEqual(wanted)
    const runs = await runsOf(windows)
    expect(new Set(runs.map(({ run_type }) => run_type))).toEqual(new Set([type]))
    const took = runs.map(
      ({ start_date: from, end_date: to }) => (Date.parse(to ?? '') - Date.parse(from ?? '')) / 1_000,
    )
    console.log(`${runs.length} runs (${type}), each ${spread(took)} s`)
  }

  beforeAll(async () => {
    if (why !== null) return
    temp = given === undefined ? await temporaryDir() : { dir: given, remove: async () => undefined }
    const [postgres, redis, api, door] = await freePorts(4)
    const variables = { POSTGRES_PORT: postgres, REDIS_PORT: redis, AIRFLOW_PORT: api, MILLRACE_PORT: door }
    const texts = Object.fromEntries(Object.entries(variables).map(([name, port]) => [name, String(port)]))
    const settings = {
      analysis: { embedded: { scheduler: 'airflow' } },
      airflow: { url: 'http://127.0.0.1:1' },
      producer: { rate: 50 },
      services: { variables: texts },
    }
    await writeFile(join(temp.dir, 'settings.json'), JSON.stringify(settings))
    served = await serve({ dataDir: temp.dir })
    const connected = await connectTo(served.url)
    client = connected.client
    closeClient = connected.close
    reports = windowReports(served)
    status = await services()
  }, 300_000)
  afterAll(async () => {
    if (why !== null) return
    for (const { service } of (await services()).services) {
      await client.services.remove({ service: service.id, withData: true })
    }
    const gone = async () => (await services()).services.every(({ state }) => state.state === 'missing')
    await until('every container is removed', gone, 120_000)
    closeClient()
    await served.stop()
    await temp.remove()
  }, 300_000)

  it.runIf(long)(
    'has an hour of windows that wait',
    async () => {
      await client.history.start()
      const waiting = async () => (await firstOf(client.airflow.feed()))?.waiting ?? 0
      await expect.poll(waiting, { timeout: 45 * MINUTE_MS, interval: 10_000 }).toBeGreaterThanOrEqual(BACKFILLED)
    },
    46 * MINUTE_MS,
  )

  it('needs one call, and no address, login or token', async () => {
    if (!long) await sleep((BACKFILLED + 1) * MINUTE_MS - (Date.now() % MINUTE_MS))
    const started = performance.now()
    first = Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS
    await client.airflow.runInDocker()
    // Its second DAG would do the windows that wait before the backfill does: it is paused before the scheduler sees it.
    if (long) await client.services.stop({ service: 'airflow-scheduler' })
    await expect.poll(() => healthy(), { timeout: 400_000, interval: 1_000 }).toBe(long ? SERVICES - 1 : SERVICES)
    console.log(`healthy after ${Math.round((performance.now() - started) / 1_000)} s`)
    status = await services()
    if (long) {
      const late = `/dags/${DAG}_late`
      await expect
        .poll(
          () =>
            rest('GET', late).then(
              () => true,
              () => false,
            ),
          { timeout: 120_000 },
        )
        .toBe(true)
      await rest('PATCH', `${late}?update_mask=is_paused`, { is_paused: true })
      await client.services.start({ service: 'airflow-scheduler' })
      await expect.poll(() => healthy('airflow-scheduler'), { timeout: 120_000, interval: 1_000 }).toBe(1)
    }
    await expect.poll(airflow, { timeout: 60_000, interval: 1_000 }).toContain('"state":"known"')
    secrets = (await client.services.credentials()).flatMap(({ variable, value }) =>
      /PASSWORD|SECRET|TOKEN/.test(variable) ? [value] : [],
    )
    expect(secrets.length).toBeGreaterThan(5)
  }, 600_000)

  it('opens the minute’s work to its containers, and nothing else of Millrace', async () => {
    const ask = async (path: string, options: readonly string[] = []) => {
      const curl = `curl -s -o /dev/null -w '%{http_code}' ${options.join(' ')} "$MILLRACE_URL${path}"`
      const { stdout } = await run('docker', ['exec', container('airflow-worker'), 'bash', '-c', `${curl} || true`])
      return stdout.trim()
    }
    const token = ['-H', '"Authorization: Bearer $MILLRACE_TOKEN"']
    expect(await ask('/windows/due', token)).toBe('200')
    expect(await ask('/windows/due')).toBe('401')
    expect(await ask('/windows/due', ['-H', `"Authorization: Bearer ${served.token}"`])).toBe('401')
    expect(await ask('/windows/due', [...token, '-H', '"Host: example.org"'])).toBe('421')
    for (const path of ['/', '/report', '/health', '/session', '/rpc']) expect(await ask(path, token)).toBe('404')
    const { port } = new URL(served.origin)
    const window = `curl -s -o /dev/null -w '%{http_code}' http://host.docker.internal:${port}/ || true`
    const { stdout } = await run('docker', ['exec', container('airflow-worker'), 'bash', '-c', window])
    expect(stdout.trim()).toBe('000')
    const { variables } = (await firstOf(client.settings.feed())).services
    expect((await run('ss', ['-ltnH'])).stdout).toContain(`:${variables.MILLRACE_PORT} `)
  })

  it(
    `reports ${CONSECUTIVE} consecutive windows, each once, while a backfill does ${BACKFILLED} earlier ones`,
    async () => {
      const before = first - BACKFILLED * MINUTE_MS
      const began = performance.now()
      await client.airflow.backfill({ from: before, through: first - MINUTE_MS })
      const late = await reports.expectOnce(windowsFrom(before, BACKFILLED), 40 * MINUTE_MS, airflow)
      console.log(`the backfill of ${late.length} windows took ${Math.round((performance.now() - began) / 1_000)} s`)
      const seconds = await reports.expectOnce(windowsFrom(first, CONSECUTIVE), 45 * MINUTE_MS, airflow)
      console.log(`${seconds.length} windows of the schedule were reported ${spread(seconds)} s after their end`)
      await expectOneRunEach(windowsFrom(before, BACKFILLED), 'backfill')
      await expectOneRunEach(windowsFrom(first, CONSECUTIVE), 'scheduled')
    },
    90 * MINUTE_MS,
  )

  it('stays within its limits of memory', async () => {
    const usage = await firstOf(client.services.usage())
    const now = await services()
    let total = 0
    for (const { service, restarts } of now.services.filter(({ service }) => service.profiles.length > 0)) {
      const most = Math.max(0, ...(usage[service.id] ?? []).map(({ memoryBytes }) => memoryBytes))
      const cpu = usage[service.id]?.map(({ cpuPercent }) => cpuPercent) ?? []
      const mean = cpu.reduce((sum, part) => sum + part, 0) / Math.max(1, cpu.length)
      total += most
      console.log(
        `${service.id}: ${Math.round(most / 1e6)} of ${Math.round((service.memoryLimitBytes ?? 0) / 1e6)} MB, ${mean.toFixed(1)} % of a core`,
      )
      expect(most).toBeGreaterThan(0)
      expect(most).toBeLessThan(service.memoryLimitBytes ?? 0)
      expect(restarts, service.id).toBe(0)
    }
    console.log(`together ${Math.round(total / 1e6)} MB`)
  })

  it('keeps its passwords out of the settings, the logs and the objects', async () => {
    // The engine's files come and go, and hold rows only.
    const top = (await readdir(temp.dir, { withFileTypes: true })).filter(({ name }) => name !== 'store')
    const folders = top.filter((entry) => entry.isDirectory()).map(({ name }) => join(temp.dir, name))
    const below = folders.map((folder) => readdir(folder, { recursive: true, withFileTypes: true }))
    const names = [...top, ...(await Promise.all(below)).flat()]
    const files = names.filter((file) => file.isFile() && /\.(json|log|txt|jsonl)$/.test(file.name))
    const holders = files.filter(({ name }) => name !== 'secrets.json')
    expect(holders.length).toBeGreaterThan(5)
    for (const { parentPath, name } of holders) {
      const text = await readFile(join(parentPath, name), 'utf8')
      for (const secret of secrets) expect(text.includes(secret), name).toBe(false)
    }
  })

  it('stops with one call, and closes the door', async () => {
    await client.airflow.stopInDocker()
    const stopped = async () =>
      (await services()).services.every(({ state: { state } }) => state === 'stopped' || state === 'missing')
    await expect.poll(stopped, { timeout: 120_000, interval: 1_000 }).toBe(true)
    const { variables } = (await firstOf(client.settings.feed())).services
    const listening = async () => (await run('ss', ['-ltnH'])).stdout.includes(`:${variables.MILLRACE_PORT} `)
    await expect.poll(listening, { timeout: 10_000 }).toBe(false)
    expect((await firstOf(client.settings.feed())).analysis.embedded.scheduler).toBe('croner')
    // Millrace starts the work itself again.
    await reports.expectOnce([Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS], 120_000, airflow)
    console.log(`and ${windowName(Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS)} goes on without Airflow`)
  }, 300_000)
})

/** The smallest, the median and the largest, as text. */
function spread(values: readonly number[]): string {
  const sorted = [...values].sort((a, b) => a - b)
  const at = (share: number) => Math.round(sorted[Math.floor((sorted.length - 1) * share)] ?? 0)
  return `${at(0)} / ${at(0.5)} / ${at(1)} (smallest / median / largest)`
}
