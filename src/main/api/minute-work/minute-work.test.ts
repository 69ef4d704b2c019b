import type { WorkStep } from '@main/pipeline/windows/start-gate'
import {
  createWindowRig,
  DATASET,
  dataset,
  START,
  until,
  type WindowRig,
} from '@main/pipeline/windows/testing/window-rig'
import { createFeed } from '@main/signals/feed'
import { MINUTE_MS } from '@shared/lib/time'
import { Settings } from '@shared/model/settings'
import { windowName } from '@shared/model/window'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { minuteWork } from './minute-work'
import type { MinuteWorkContext } from './reply'

const WINDOW = windowName(START)
const roles = { time: 'at', type: 'kind', outcome: 'ok', errorSymbols: ['no'], key: 'id' }

let rig: WindowRig
let states: Partial<Record<WorkStep, 'running' | 'stopped'>>

beforeEach(async () => {
  rig = await createWindowRig()
  rig.scheduler = 'airflow'
  states = {}
})
afterEach(() => rig.close())

function context(): MinuteWorkContext {
  const steps = ['extract', 'analyse', 'report'] as const
  const stages = steps.map((id) => ({ id, title: id, state: { state: states[id] ?? 'running' } }))
  return {
    datasets: [{ ...dataset, roles }],
    ports: rig.ports,
    windows: { tracker: rig.tracker, gate: rig.gate, wakeups: rig.wakeups },
    flow: { runner: { feed: createFeed(stages) }, troubles: { list: () => [] } },
    settings: { feed: createFeed(Settings.parse({})) },
    objectUri: (bucket, key) => `s3a://${bucket}/${key}`,
    refusal: null,
  }
}

async function fill(...windows: readonly number[]) {
  await rig.append(...windows)
  await rig.sinkCatchesUp()
  rig.now = Math.max(rig.now, ...windows.map((start) => start + MINUTE_MS + 2_000))
}

async function call(method: string, path: string, body: unknown = {}) {
  const [pathname = '', query = ''] = path.split('?')
  const signal = new AbortController().signal
  const reply = await minuteWork(context(), { method, path: pathname, query: new URLSearchParams(query), body, signal })
  return { status: reply?.status, ...reply?.body }
}
const post = (step: string, body: unknown = {}, window = WINDOW) =>
  call('POST', `/windows/${DATASET}/${window}/${step}`, body)

it('does a window in three calls, and reports it once', async () => {
  await fill(START)
  rig.start()
  const extract = { bucket: DATASET, key: `${WINDOW}.parquet`, uri: `s3a://${DATASET}/${WINDOW}.parquet` }
  expect(await post('extract')).toMatchObject({
    ...{ status: 200, state: 'extracted', attempt: 1, rows: 1, complete: true, engine: 'in-process', extract },
    spec: { roles, typeOrder: [] },
  })
  expect(await post('analyse')).toMatchObject({ status: 200, state: 'analysed', rows: 1, changed: true })
  expect(await post('report')).toMatchObject({ status: 200, state: 'reported', revision: 1, changed: true })
  const again = await Promise.all([post('report'), post('report'), post('extract'), post('analyse')])
  expect(again).toMatchObject(Array(4).fill({ status: 200, changed: false }))
  expect(again[0]).toMatchObject({ revision: 1 })
  expect(rig.extracted).toHaveLength(1)
})

it('lists the windows that wait, oldest first', async () => {
  await fill(START, START + MINUTE_MS)
  expect(await call('GET', '/windows/due')).toMatchObject({ scheduler: 'airflow', waiting: 2 })
  expect(await call('GET', '/windows/due?limit=1')).toMatchObject({ windows: [{ window: WINDOW, state: 'closing' }] })
  rig.start()
  for (const step of ['extract', 'analyse', 'report']) await post(step)
  expect(await call('GET', '/windows/due')).toMatchObject({ waiting: 1 })
  await fill(START)
  expect(await call('GET', '/windows/due')).toMatchObject({ windows: [{ window: WINDOW, state: 'reopened' }, {}] })
})

it('takes an analysis that was made elsewhere, once, and only of the newest extract', async () => {
  await fill(START)
  rig.start()
  await post('extract')
  const analysis = { rows: 1, errors: 0, seconds: 2, types: [], latency: null }
  expect(await post('analysis', { attempt: 2, analysis })).toMatchObject({ status: 409, code: 'extract-replaced' })
  expect(await post('analysis', { attempt: 1, analysis: { ...analysis, rows: 7 } })).toMatchObject({ status: 422 })
  expect(await post('analysis', { attempt: 1, analysis })).toMatchObject({ status: 200, changed: true })
  expect(await post('analysis', { attempt: 1, analysis })).toMatchObject({ status: 200, changed: false })
  expect(await post('report')).toMatchObject({ status: 200, revision: 1 })
  expect(rig.storedReport(`${WINDOW}.json`)?.report.process_time).toBe(2)
})

it('reads what a Spark job wrote beside the extract', async () => {
  await fill(START)
  rig.start()
  await post('extract')
  const put = (result: unknown) =>
    rig.objects.set(`${DATASET}/${WINDOW}.analysis.json`, new TextEncoder().encode(JSON.stringify(result)))
  const analysis = { rows: 1, errors: 0, seconds: 3, types: [], latency: null }
  put({ job: 'earlier', analysis })
  expect(await post('analysis', { attempt: 1, job: 'run 1' })).toMatchObject({ status: 409, code: 'result-missing' })
  put({ job: 'run 1', unreadable: 'Not a Parquet file' })
  expect(await post('analysis', { attempt: 1, job: 'run 1' })).toMatchObject({
    detail: expect.stringContaining('Not a Parquet file'),
  })
  put({ job: 'run 1', analysis })
  expect(await post('analysis', { attempt: 1, job: 'run 1' })).toMatchObject({ status: 200, changed: true })
  expect(await post('report')).toMatchObject({ status: 200, revision: 1 })
})

it('says why it does not do a window', async () => {
  await fill(START)
  expect(await post('analyse')).toMatchObject({ status: 409, code: 'not-extracted' })
  expect(await post('analysis', { attempt: 1 })).toMatchObject({ status: 422, code: 'request-invalid' })
  expect(await post('extract', {}, 'today')).toMatchObject({ status: 422, code: 'window-invalid' })
  expect(await post('extract', { more: 1 })).toMatchObject({ status: 422 })
  expect(await post('extract', {}, windowName(START + MINUTE_MS))).toMatchObject({ status: 425, code: 'window-open' })
  expect(await call('POST', `/windows/none/${WINDOW}/extract`)).toMatchObject({ status: 404, code: 'dataset-unknown' })
  expect(await call('POST', `/windows/50%/${WINDOW}/extract`)).toMatchObject({ status: 422, code: 'request-invalid' })
  expect(await call('GET', `/windows/${DATASET}/${WINDOW}/extract`)).toMatchObject({ status: 405 })
  expect(await call('GET', '/windows/due?limit=0')).toMatchObject({ status: 422 })
  expect(await call('GET', '/windows')).toEqual({ status: undefined })
  states = { extract: 'stopped' }
  expect(await post('extract')).toMatchObject({ status: 503, code: 'stage-stopped' })
  rig.scheduler = 'croner'
  expect(await post('extract')).toMatchObject({ status: 409, code: 'scheduler-is-croner' })
})

it('answers before its client loses patience, with the reason', async () => {
  await fill(START)
  rig.ports = { ...rig.ports, store: { ...rig.ports.store, extract: () => Promise.reject(new Error('no such table')) } }
  rig.start()
  const reply = await post('extract')
  expect(reply).toMatchObject({ status: 202, state: 'working' })
  await until(async () =>
    expect(await post('extract')).toMatchObject({ detail: expect.stringContaining('no such table') }),
  )
})

it('knows a window without events', async () => {
  await fill(START)
  const earlier = windowName(START - MINUTE_MS)
  expect(await post('extract', {}, earlier)).toMatchObject({ status: 200, state: 'empty' })
  expect(await post('analyse', {}, earlier)).toMatchObject({ status: 409, code: 'not-extracted' })
})
