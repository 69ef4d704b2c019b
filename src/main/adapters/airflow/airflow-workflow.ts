import type { Workflow } from '@main/ports/workflow'
import { MINUTE_MS } from '@shared/lib/time'
import { type AirflowLogin, type DagRun, SHOWN_RUNS } from '@shared/model/airflow'
import { FaultError } from '@shared/model/fault'
import { windowOf } from '@shared/model/window'
import { z } from 'zod'
import { type AirflowAddress, airflowRest } from './airflow-rest'

/** Airflow's own limit of a page. */
const PAGE = 100
/** Its tasks per run: extract, analyse, report, and those of Spark. */
const PAGES_OF_TASKS = 4
/** The second DAG of the file. */
const LATE = '_late'

const Time = z.iso
  .datetime({ offset: true })
  .transform((text) => Date.parse(text))
  .nullable()
const Dag = z.object({ is_paused: z.boolean() })
const Run = z.object({
  dag_run_id: z.string(),
  logical_date: Time,
  state: z.enum(['queued', 'running', 'success', 'failed']),
  run_type: z.string(),
  start_date: Time,
  end_date: Time,
})
const Runs = z.object({ dag_runs: z.array(Run) })
const Task = z.object({
  dag_run_id: z.string(),
  task_id: z.string(),
  state: z.string().nullable(),
  try_number: z.number().int().min(0),
})
const Tasks = z.object({ task_instances: z.array(Task) })
type Task = z.infer<typeof Task>

const BUSY = new Set(['running', 'up_for_retry', 'up_for_reschedule', 'queued', 'scheduled', 'restarting'])

/** Airflow 3 behind the port. One run of the DAG is one window: its logical date is the window's start. */
export function airflowWorkflow(address: AirflowAddress, login: () => Promise<AirflowLogin | null>): Workflow {
  const { dagId } = address
  const url = address.url.replace(/\/+$/, '')
  const rest = airflowRest({ url, dagId }, login)
  const dagPath = `/dags/${encodeURIComponent(dagId)}`
  const link = `${url}${dagPath}`

  const read = <T>(schema: z.ZodType<T>, answer: unknown): T => {
    const parsed = schema.safeParse(answer)
    if (parsed.success) return parsed.data
    const reason = `it answers otherwise than Airflow 3 (${z.prettifyError(parsed.error).slice(0, 200)})`
    throw new FaultError({ code: 'airflow-unavailable', url, reason })
  }
  const tasksOf = async (runs: readonly { dag_run_id: string }[], signal: AbortSignal): Promise<Task[]> => {
    const tasks: Task[] = []
    const dag_run_ids = runs.map(({ dag_run_id }) => dag_run_id)
    for (let page = 0; page < PAGES_OF_TASKS && dag_run_ids.length > 0; page++) {
      const body = { dag_ids: [dagId], dag_run_ids, page_limit: PAGE, page_offset: page * PAGE }
      const answer = await rest.ask('POST', '/dags/~/dagRuns/~/taskInstances/list', { body, signal })
      const { task_instances } = read(Tasks, answer)
      tasks.push(...task_instances)
      if (task_instances.length < PAGE) break
    }
    return tasks
  }
  const setPaused = (id: string, is_paused: boolean, signal: AbortSignal) =>
    rest.ask('PATCH', `/dags/${encodeURIComponent(id)}?update_mask=is_paused`, { body: { is_paused }, signal })

  return {
    async look(signal) {
      const { is_paused: paused } = read(Dag, await rest.ask('GET', dagPath, { signal }))
      const path = `${dagPath}/dagRuns?limit=${SHOWN_RUNS}&order_by=-run_after`
      const { dag_runs } = read(Runs, await rest.ask('GET', path, { signal }))
      const tasks = Map.groupBy(await tasksOf(dag_runs, signal), ({ dag_run_id }) => dag_run_id)
      const runs = dag_runs.map((run): DagRun => {
        const own = tasks.get(run.dag_run_id) ?? []
        const failed = own.find(({ state }) => state === 'failed')
        const busy = own.find(({ state }) => state !== null && BUSY.has(state))
        return {
          id: run.dag_run_id,
          window: run.logical_date === null ? null : windowOf(run.logical_date),
          state: run.state,
          backfill: run.run_type === 'backfill',
          startedAt: run.start_date,
          endedAt: run.end_date,
          tries: Math.max(0, ...own.map(({ try_number }) => try_number)),
          task: (failed ?? busy)?.task_id ?? null,
          link: `${link}/runs/${encodeURIComponent(run.dag_run_id)}`,
        }
      })
      return { paused, runs, link }
    },
    async pause(paused, signal) {
      await setPaused(dagId, paused, signal)
      // An own DAG need not have a second one.
      await setPaused(`${dagId}${LATE}`, paused, signal).catch((thrown: unknown) => {
        if (!(thrown instanceof FaultError) || thrown.fault.code !== 'airflow-dag-missing') throw thrown
      })
    },
    async clear(runId, signal) {
      const body = { dry_run: false, only_failed: true }
      await rest.ask('POST', `${dagPath}/dagRuns/${encodeURIComponent(runId)}/clear`, { body, signal })
    },
    async backfill(from, to, signal) {
      const body = {
        dag_id: dagId,
        from_date: new Date(from).toISOString(),
        // The end counts as well; a moment later than the last window leaves no doubt.
        to_date: new Date(to + MINUTE_MS / 2).toISOString(),
        reprocess_behavior: 'failed',
        max_active_runs: 4,
      }
      await rest.ask('POST', '/backfills', { body, signal })
    },
  }
}
