import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { AirflowLogin } from '@shared/model/airflow'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { airflowWorkflow } from './airflow-workflow'

interface Seen {
  readonly call: string
  readonly authorization: string | undefined
  readonly body: unknown
}
type Answer = readonly [status: number, body: unknown]

const NEVER = new AbortController().signal
const START = Date.UTC(2026, 10, 30, 12)
const RUN = {
  dag_run_id: 'scheduled__1',
  logical_date: '2026-11-30T12:00:00Z',
  state: 'failed',
  run_type: 'scheduled',
  start_date: '2026-11-30T12:01:02.5Z',
  end_date: '2026-11-30T12:01:30.5Z',
}

let server: ReturnType<typeof createServer>
let url: string
let seen: Seen[]
let answers: Record<string, Answer | (() => Answer)>
let login: AirflowLogin | null

beforeEach(async () => {
  seen = []
  login = { user: 'admin', password: 'secret' }
  answers = {
    'POST /auth/token': [201, { access_token: 'one' }],
    'GET /api/v2/dags/minutely': [200, { is_paused: false }],
    'GET /api/v2/dags/minutely/dagRuns?limit=60&order_by=-run_after': [200, { dag_runs: [RUN] }],
    'POST /api/v2/dags/~/dagRuns/~/taskInstances/list': [
      200,
      {
        task_instances: [
          { dag_run_id: 'scheduled__1', task_id: 'extract', state: 'success', try_number: 1 },
          { dag_run_id: 'scheduled__1', task_id: 'analyse', state: 'failed', try_number: 6 },
        ],
      },
    ],
  }
  server = createServer(async (request, response) => {
    let text = ''
    for await (const chunk of request) text += chunk
    const call = `${request.method} ${request.url}`
    seen.push({ call, authorization: request.headers.authorization, body: text === '' ? undefined : JSON.parse(text) })
    const given = answers[call] ?? [404, { detail: 'not found' }]
    const [status, body] = typeof given === 'function' ? given() : given
    response.writeHead(status, { 'content-type': 'application/json', location: 'http://elsewhere' })
    response.end(typeof body === 'string' ? body : JSON.stringify(body))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterEach(() => {
  server.closeAllConnections()
  server.close()
})

const open = () => airflowWorkflow({ url: `${url}/`, dagId: 'minutely' }, async () => login)
const callsOf = (what: string) => seen.filter(({ call }) => call === what)

it('shows each run as its window, with its tries and the task that failed', async () => {
  expect(await open().look(NEVER)).toEqual({
    paused: false,
    link: `${url}/dags/minutely`,
    runs: [
      {
        id: 'scheduled__1',
        window: START,
        state: 'failed',
        backfill: false,
        startedAt: START + 62_500,
        endedAt: START + 90_500,
        tries: 6,
        task: 'analyse',
        link: `${url}/dags/minutely/runs/scheduled__1`,
      },
    ],
  })
})

it('logs in once, and again when its token has expired', async () => {
  const workflow = open()
  await workflow.look(NEVER)
  await workflow.look(NEVER)
  expect(callsOf('POST /auth/token')).toHaveLength(1)
  let refusals = 1
  answers['GET /api/v2/dags/minutely'] = () =>
    refusals-- > 0 ? [403, { detail: 'Invalid JWT token' }] : [200, { is_paused: true }]
  expect(await workflow.look(NEVER)).toMatchObject({ paused: true })
  expect(callsOf('POST /auth/token')).toHaveLength(2)
})

it('uses a token as it is', async () => {
  login = { token: 'given' }
  await open().look(NEVER)
  expect(callsOf('POST /auth/token')).toHaveLength(0)
  expect(seen.map(({ authorization }) => authorization)).toEqual(Array(3).fill('Bearer given'))
})

it('names what is wrong: login, DAG, address, or another program', async () => {
  const failure = async () => {
    const thrown = await open()
      .look(NEVER)
      .then(
        () => null,
        (error: unknown) => error,
      )
    return (thrown as { fault?: unknown } | null)?.fault
  }
  answers['POST /auth/token'] = [401, { detail: 'Invalid credentials' }]
  expect(await failure()).toEqual({ code: 'airflow-login', url, login: 'password' })
  login = null
  expect(await failure()).toEqual({ code: 'airflow-login', url, login: 'none' })
  login = { token: 'expired' }
  answers['GET /api/v2/dags/minutely'] = [401, {}]
  expect(await failure()).toEqual({ code: 'airflow-login', url, login: 'token' })
  answers['GET /api/v2/dags/minutely'] = [404, {}]
  expect(await failure()).toEqual({ code: 'airflow-dag-missing', url, dagId: 'minutely' })
  answers['GET /api/v2/dags/minutely'] = [403, { detail: 'Forbidden' }]
  expect(await failure()).toEqual({ code: 'airflow-refused', url, status: 403, reason: 'Forbidden' })
  answers['GET /api/v2/dags/minutely'] = [302, {}]
  expect(await failure()).toMatchObject({ code: 'airflow-unavailable', reason: 'it answers with 302' })
  answers['GET /api/v2/dags/minutely'] = [200, '<html>']
  expect(await failure()).toMatchObject({ code: 'airflow-unavailable' })
  server.closeAllConnections()
  server.close()
  expect(await failure()).toMatchObject({ code: 'airflow-unavailable' })
})

it('pauses both DAGs of the file, and an own DAG alone', async () => {
  answers['PATCH /api/v2/dags/minutely?update_mask=is_paused'] = [200, {}]
  await open().pause(true, NEVER)
  const bodies = seen.flatMap(({ call, body }) => (call.startsWith('PATCH') ? [body] : []))
  expect(bodies).toEqual([{ is_paused: true }, { is_paused: true }])
})

it('clears the failed tasks of a run, and fills a range', async () => {
  answers['POST /api/v2/dags/minutely/dagRuns/manual__2026-11-30T12%3A00%3A00%2B00%3A00/clear'] = [200, {}]
  answers['POST /api/v2/backfills'] = [200, { id: 1 }]
  await open().clear('manual__2026-11-30T12:00:00+00:00', NEVER)
  await open().backfill(START, START + 60_000, NEVER)
  expect(seen.flatMap(({ body }) => (body === undefined ? [] : [body]))).toContainEqual({
    dag_id: 'minutely',
    from_date: '2026-11-30T12:00:00.000Z',
    to_date: '2026-11-30T12:01:30.000Z',
    reprocess_behavior: 'failed',
    max_active_runs: 4,
  })
  expect(seen.some(({ body }) => JSON.stringify(body) === '{"dry_run":false,"only_failed":true}')).toBe(true)
})

it('ends when its signal aborts', async () => {
  const end = new AbortController()
  end.abort()
  await expect(open().look(end.signal)).rejects.toMatchObject({ fault: { code: 'airflow-unavailable' } })
})
