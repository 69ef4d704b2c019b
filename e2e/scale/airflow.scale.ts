import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { airflowWorkflow } from '@main/adapters/airflow/airflow-workflow'
import type { Workflow } from '@main/ports/workflow'
import type { DagRun } from '@shared/model/airflow'
import { windowName } from '@shared/model/window'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Served, serve, temporaryDir } from '../support/millrace'
import { type Airflow, type AirflowPart, startAirflow } from './support/airflow'
import { findAirflow } from './support/airflow-install'
import { windowReports } from './support/window-reports'

const long = process.env.MILLRACE_SCALE !== 'short'
const found = await findAirflow(console.log)
if ('missing' in found) console.log(`skipped: ${found.missing}`)

const DAG = 'millrace_minutely'
const MINUTE_MS = 60_000
/** Windows before the first one of the DAG's schedule: only a backfill does them. */
const BEFORE = 2
const NEVER = new AbortController().signal

describe.skipIf('missing' in found)('Airflow with Celery, PostgreSQL and Redis as the scheduler', () => {
  let temp: Awaited<ReturnType<typeof temporaryDir>>
  let served: Served
  let airflow: Airflow
  let workflow: Workflow
  let reports: ReturnType<typeof windowReports>
  /** The first whole window; the DAG begins some windows later. */
  let first: number
  const windowsFrom = (from: number, count: number) => Array.from({ length: count }, (_, n) => from + n * MINUTE_MS)
  const scheduled = () => first + BEFORE * MINUTE_MS

  const expectReportedOnce = (windows: readonly number[], withinMs: number) =>
    reports.expectOnce(windows, withinMs, async () => `runs: ${JSON.stringify(await workflow.look(NEVER))}`)
  const runsOf = async (windows: readonly number[]): Promise<DagRun[]> =>
    (await workflow.look(NEVER)).runs.filter(({ window }) => window !== null && windows.includes(window))

  const expectRunsSucceed = async (windows: readonly number[]) => {
    const states = async () => (await runsOf(windows)).map(({ state }) => state)
    await expect.poll(states, { timeout: 240_000, interval: 2_000 }).toEqual(windows.map(() => 'success'))
    for (const { window, tries, startedAt, endedAt } of await runsOf(windows)) {
      const seconds = Math.round(((endedAt ?? 0) - (startedAt ?? 0)) / 1_000)
      console.log(`the run of ${windowName(window ?? 0)} took ${seconds} s and at most ${tries} tries of a task`)
    }
  }

  beforeAll(async () => {
    if ('missing' in found) return
    temp = await temporaryDir()
    const settings = { analysis: { embedded: { scheduler: 'airflow' } }, producer: { rate: 200 } }
    await writeFile(join(temp.dir, 'settings.json'), JSON.stringify(settings))
    served = await serve({ dataDir: temp.dir })
    reports = windowReports(served)
    first = (Math.floor(Date.now() / MINUTE_MS) + 1) * MINUTE_MS
    const millrace = { url: served.origin, token: served.token }
    airflow = await startAirflow({ install: found, millrace, start: new Date(scheduled()) })
    workflow = airflowWorkflow({ url: airflow.url, dagId: DAG }, async () => ({
      user: airflow.user,
      password: airflow.password,
    }))
  }, 300_000)
  afterAll(async () => {
    await airflow?.stop()
    await served?.stop()
    await temp?.remove()
  }, 120_000)

  it('says which windows wait for it, and starts nothing by itself', async () => {
    await sleep(Math.max(0, first + MINUTE_MS + 5_000 - Date.now()))
    expect((await reports.due()).map(({ window }) => window)).toContain(windowName(first))
    expect((await reports.of(first)).report).toBe(`No data for ${windowName(first)}.`)
    expect(await workflow.look(NEVER)).toMatchObject({ paused: true, runs: [] })
  })

  it('names a wrong login, and a DAG that is not there', async () => {
    const address = { url: airflow.url, dagId: DAG }
    const wrong = airflowWorkflow(address, async () => ({ user: airflow.user, password: 'wrong' }))
    await expect(wrong.look(NEVER)).rejects.toMatchObject({ fault: { code: 'airflow-login', login: 'password' } })
    const expired = airflowWorkflow(address, async () => ({ token: 'expired' }))
    await expect(expired.look(NEVER)).rejects.toMatchObject({ fault: { code: 'airflow-login', login: 'token' } })
    const login = async () => ({ user: airflow.user, password: airflow.password })
    const other = airflowWorkflow({ ...address, dagId: 'other' }, login)
    await expect(other.look(NEVER)).rejects.toMatchObject({ fault: { code: 'airflow-dag-missing' } })
    const away = airflowWorkflow({ ...address, url: 'http://127.0.0.1:1' }, login)
    await expect(away.look(NEVER)).rejects.toMatchObject({ fault: { code: 'airflow-unavailable' } })
  })

  it('reports three consecutive windows, each once', async () => {
    await workflow.pause(false, NEVER)
    const windows = windowsFrom(scheduled(), 3)
    await expectReportedOnce(windows, 420_000)
    await expectRunsSucceed(windows)
  })

  it('fills the windows before its schedule by a backfill', async () => {
    const windows = windowsFrom(first, BEFORE)
    await workflow.backfill(first, first + (BEFORE - 1) * MINUTE_MS, NEVER)
    await expectReportedOnce(windows, 240_000)
    await expectRunsSucceed(windows)
    for (const run of await runsOf(windows)) expect(run.backfill).toBe(true)
  })

  it('does not report a window again that is backfilled again', async () => {
    const at = (ms: number) => new Date(ms).toISOString()
    const range = ['--from-date', at(scheduled()), '--to-date', at(scheduled() + MINUTE_MS)]
    const again = ['--reprocess-behavior', 'completed']
    await airflow.cli('backfill', 'create', '--dag-id', DAG, ...range, ...again)
    const windows = windowsFrom(scheduled(), 2)
    const repeated = async () =>
      (await runsOf(windows)).filter(({ backfill, state }) => backfill && state === 'success')
    await expect.poll(async () => (await repeated()).length, { timeout: 240_000, interval: 2_000 }).toBe(2)
    await expectReportedOnce(windows, 1_000)
  })

  describe.runIf(long)('when a part of it is killed in the middle of a run', () => {
    beforeAll(async () => {
      if ('missing' in found) return
      await workflow.pause(false, NEVER)
      await sleep(Math.max(0, scheduled() + 5_000 - Date.now()))
    }, 300_000)
    const PARTS: readonly AirflowPart[] = ['worker', 'scheduler', 'redis', 'postgres']
    it.each(PARTS)(
      'loses no window, and reports none twice: %s',
      async (name) => {
        const window = Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS
        await sleep(window + MINUTE_MS + 4_000 - Date.now())
        await airflow.parts[name].kill()
        console.log(`${name} was killed`)
        await sleep(10_000)
        await airflow.revive()
        // A part that lost its database may end later.
        const revived = setInterval(() => void airflow.revive().catch(() => undefined), 10_000)
        try {
          // The one whose run was broken off, and the next one.
          const windows = windowsFrom(window, 2)
          await expectReportedOnce(windows, 480_000)
          await expectRunsSucceed(windows)
        } finally {
          clearInterval(revived)
        }
      },
      900_000,
    )
  })
})
