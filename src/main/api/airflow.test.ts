import { createStartGate } from '@main/pipeline/windows/start-gate'
import type { Clock } from '@main/ports/clock'
import type { Workflow } from '@main/ports/workflow'
import { createFeed } from '@main/signals/feed'
import { call } from '@orpc/server'
import type { AirflowStatus } from '@shared/model/airflow'
import { type Fault, FaultError } from '@shared/model/fault'
import { Settings } from '@shared/model/settings'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { airflow } from './airflow'
import type { ApiContext } from './context'

const WITH_AIRFLOW = Settings.parse({ analysis: { embedded: { scheduler: 'airflow' } } })

let settings: ReturnType<typeof createFeed<Settings>>
let changes: ReturnType<typeof createFeed<number>>
let look: () => ReturnType<Workflow['look']>
let done: string[]
let end: AbortController
let pause: () => void

beforeEach(() => {
  settings = createFeed(WITH_AIRFLOW)
  changes = createFeed(0)
  look = async () => ({ paused: true, runs: [], link: '' })
  done = []
  end = new AbortController()
  pause = () => undefined
})
afterEach(() => end.abort())

function context(): ApiContext {
  const workflow: Workflow = {
    look: () => look(),
    pause: async (paused) => void done.push(`pause ${paused}`),
    clear: async (run) => void done.push(`clear ${run}`),
    backfill: async (from, to) => void done.push(`backfill ${from} ${to}`),
  }
  const clock: Partial<Clock> = {
    sleep: (_ms, signal) =>
      new Promise<void>((resolve) => {
        pause = resolve
        signal.addEventListener('abort', () => resolve(), { once: true })
      }),
  }
  const parts: Partial<ApiContext> = {
    airflow: {
      changes,
      cutOff: createFeed<Fault | null>(null),
      address: () => ({ url: 'http://127.0.0.1:8080', dagId: 'millrace_minutely' }),
      loginKind: async () => 'password',
      setLogin: async () => undefined,
      workflow: () => workflow,
    },
    datasets: [],
    ports: { clock } as ApiContext['ports'],
    settings: { feed: settings, change: async () => settings.value },
    windows: {
      gate: createStartGate(() => settings.value.analysis.embedded.scheduler),
    } as ApiContext['windows'],
  }
  return parts as ApiContext
}

async function follow() {
  const counting = { ...context(), connection: { feeds: 0 } }
  const feed = (await call(airflow.feed, undefined, { context: counting, signal: end.signal })) as AsyncIterator<
    AirflowStatus | null,
    unknown
  >
  const next = async () => {
    const item = await feed.next()
    return item.done ? undefined : (item.value as AirflowStatus | null)
  }
  return { next, context: counting }
}

it('asks Airflow at once, and again after each pause', async () => {
  const { next } = await follow()
  expect((await next())?.dag).toEqual({ state: 'asking' })
  expect((await next())?.dag).toMatchObject({ state: 'known', status: { paused: true } })
  look = async () => ({ paused: false, runs: [], link: '' })
  const later = next()
  await new Promise((resolve) => setTimeout(resolve, 20))
  pause()
  expect((await later)?.dag).toMatchObject({ status: { paused: false } })
})

it('shows why Airflow cannot be used, and goes on', async () => {
  const fault = { code: 'airflow-dag-missing', url: 'http://a', dagId: 'b' } as const
  look = async () => {
    throw new FaultError(fault)
  }
  const { next } = await follow()
  await next()
  expect((await next())?.dag).toEqual({ state: 'failed', fault })
  look = async () => ({ paused: true, runs: [], link: '' })
  const later = next()
  changes.publish(1)
  expect((await later)?.dag.state).toBe('known')
})

it('says null while Millrace starts the work itself, and follows the settings', async () => {
  settings.publish(Settings.parse({}))
  const { next } = await follow()
  expect(await next()).toBeNull()
  const later = next()
  settings.publish(WITH_AIRFLOW)
  expect((await later)?.dag).toEqual({ state: 'asking' })
})

it('does what the buttons ask for, and refuses a range of more than a week', async () => {
  const at = { context: (await follow()).context }
  await call(airflow.pause, { paused: false }, at)
  await call(airflow.clear, { run: 'one' }, at)
  await call(airflow.backfill, { from: 60_000, through: 120_000 }, at)
  expect(done).toEqual(['pause false', 'clear one', 'backfill 60000 120000'])
  expect(changes.value).toBe(3)
  const tooLong = call(airflow.backfill, { from: 0, through: 7 * 24 * 3_600_000 }, at)
  await expect(tooLong).rejects.toMatchObject({ code: 'BAD_REQUEST' })
})
