import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

const MINUTE_MS = 60_000

/** Answers like Airflow's API server, for one user and one DAG with an hour of runs. */
export interface FakeAirflow {
  readonly url: string
  readonly password: string
  /** The calls that changed something. */
  readonly changes: string[]
  close(): void
}

export async function startFakeAirflow(): Promise<FakeAirflow> {
  const password = 'only-for-this-test'
  const changes: string[] = []
  let paused = true
  const newest = Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS - MINUTE_MS
  const runs = Array.from({ length: 60 }, (_, n) => {
    const start = newest - n * MINUTE_MS
    const state = n === 0 ? 'running' : n === 7 || n === 31 ? 'failed' : 'success'
    const took = state === 'failed' ? 172_000 : 5_000 + ((n * 7_919) % 9_000) + (n % 17 === 3 ? 31_000 : 0)
    return {
      dag_run_id: `scheduled__${new Date(start).toISOString()}`,
      logical_date: new Date(start).toISOString(),
      state,
      run_type: n > 50 ? 'backfill' : 'scheduled',
      start_date: new Date(start + MINUTE_MS + 400).toISOString(),
      end_date: n === 0 ? null : new Date(start + MINUTE_MS + took).toISOString(),
    }
  })
  const tasksOf = (id: string, n: number) => {
    const last = n === 0 ? 'running' : n === 7 || n === 31 ? 'failed' : 'success'
    const task = (task_id: string, state: string, try_number: number) => ({
      dag_run_id: id,
      task_id,
      state,
      try_number,
    })
    const tries = last === 'failed' ? 6 : n % 17 === 3 ? 2 : 1
    return [task('extract', 'success', 1), task('analyse', last, tries)]
  }
  const answerOf = (call: string, body: string): [number, unknown] => {
    if (call === 'POST /auth/token') return body.includes(password) ? [201, { access_token: 'token' }] : [401, {}]
    if (call.startsWith('PATCH ')) {
      paused = body.includes('true')
      changes.push(`${call.split('?')[0]} ${body}`)
      return [200, {}]
    }
    if (call === 'GET /api/v2/dags/millrace_minutely') return [200, { is_paused: paused }]
    if (call.startsWith('GET /api/v2/dags/millrace_minutely/dagRuns')) return [200, { dag_runs: runs }]
    if (call.endsWith('/taskInstances/list')) {
      const { page_offset: from } = JSON.parse(body) as { page_offset: number }
      const all = runs.flatMap(({ dag_run_id }, n) => tasksOf(dag_run_id, n))
      return [200, { task_instances: all.slice(from, from + 100) }]
    }
    if (call.endsWith('/clear') || call === 'POST /api/v2/backfills') {
      changes.push(`${call} ${body}`)
      return [200, {}]
    }
    return [404, { detail: 'not found' }]
  }
  const server = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += chunk
    const [status, answer] = answerOf(`${request.method} ${request.url}`, body)
    response.writeHead(status, { 'content-type': 'application/json' })
    response.end(JSON.stringify(answer))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    password,
    changes,
    close() {
      server.closeAllConnections()
      server.close()
    },
  }
}
