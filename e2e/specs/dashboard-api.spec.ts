import { expect, test } from 'playwright/test'
import { type Served, serve } from '../support/millrace'

let served: Served
test.beforeAll(async () => {
  served = await serve()
})
test.afterAll(() => served.stop())

const ask = (path: string, init: RequestInit = {}) =>
  fetch(`${served.origin}${path}`, {
    ...init,
    headers: { authorization: `Bearer ${served.token}`, 'content-type': 'application/json' },
  })

/** The answer's body, without validation. */
const read = async (path: string) => (await (await ask(path)).json()) as Record<string, Record<string, unknown>>

const body = {
  total_events: 3,
  total_errors: 1,
  by_event_type: { PAYMENT: { SUCCESS: 2, ERROR: 1 } },
  process_time: 0.1,
  file_name: '2026-01-05_12-00.parquet',
}

test('health lists every stage', async () => {
  await expect
    .poll(async () => (await read('/health')).stages)
    .toEqual({
      source: 'running',
      log: 'running',
      sink: 'running',
      store: 'running',
      extract: 'running',
      analyse: 'running',
      report: 'running',
    })
})

test('a report can be posted, read and deleted', async () => {
  expect((await ask('/report')).status).toBe(404)
  expect((await ask('/report', { method: 'POST', body: JSON.stringify({ report: body }) })).status).toBe(200)
  expect(await (await ask('/report')).json()).toEqual({ report: body })
  expect((await ask('/report', { method: 'DELETE' })).status).toBe(200)
  expect((await ask('/report')).status).toBe(404)
})

test('a window without events has the original’s message', async () => {
  const answer = await ask('/report?window=2020-01-01_00-00')
  expect(await answer.json()).toEqual({ report: 'No data for 2020-01-01_00-00.' })
  expect((await ask('/report?window=yesterday')).status).toBe(422)
  expect((await ask('/report?dataset=nope')).status).toBe(404)
})

test('the next report of the pipeline replaces a posted one', async () => {
  await ask('/report', { method: 'POST', body: JSON.stringify({ report: body }) })
  await expect
    .poll(async () => (await read('/report')).ledger?.produced ?? 0, {
      timeout: 90_000,
      intervals: [1_000],
    })
    .toBeGreaterThan(0)
  const report = await read('/report')
  expect(report.report?.total_events).toBe(report.ledger?.produced)
  expect(report.complete).toBe(true)
})

test('another scheduler needs the token, and Millrace’s leave', async () => {
  expect((await fetch(`${served.origin}/windows/due`)).status).toBe(401)
  expect(await read('/windows/due')).toMatchObject({ scheduler: 'croner', waiting: 0, windows: [] })
  const answer = await ask('/windows/user_interactions/2026-01-05_12-00/extract', { method: 'POST', body: '{}' })
  expect(answer.status).toBe(409)
  expect(await answer.json()).toMatchObject({ code: 'scheduler-is-croner' })
  expect((await ask('/windows/user_interactions/2026-01-05_12-00/extract', { method: 'POST' })).status).toBe(400)
})

test('reports are at an address of their own, for those with the token', async () => {
  expect((await fetch(`${served.origin}/reports/user_interactions/latest.json`)).status).toBe(401)
  const missing = await ask('/reports/user_interactions/2026-01-05_12-00.csv')
  expect(missing.status).toBe(404)
  expect((await ask('/reports/nothing/latest.json')).status).toBe(404)
  await expect
    .poll(async () => (await ask('/reports/user_interactions/latest.json')).status, { timeout: 90_000 })
    .toBe(200)
  const report = await read('/reports/user_interactions/latest.json')
  const name = String((report.report as Record<string, unknown>).file_name).replace('.parquet', '')
  const csv = await (await ask(`/reports/user_interactions/${name}/r${report.revision}.csv`)).text()
  expect(csv).toMatch(/^window,event_type,success,error,error_rate,/)
  for (const path of [`/reports/user_interactions/${name}.parquet`, `/extracts/user_interactions/${name}.parquet`]) {
    const body = Buffer.from(await (await ask(path)).arrayBuffer())
    expect([body.subarray(0, 4).toString(), body.subarray(-4).toString()]).toEqual(['PAR1', 'PAR1'])
  }
})
