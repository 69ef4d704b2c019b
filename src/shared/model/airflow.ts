import { z } from 'zod'
import { Fault } from './fault'
import { Instant, WholeNumber } from './number-schemas'
import { WindowStart } from './window'

/** How many runs of the DAG are shown: an hour of windows. */
export const SHOWN_RUNS = 60
/** The most windows of one backfill: a week. */
export const MOST_BACKFILLED = 7 * 24 * 60

/** The login for Airflow. It is kept with the secrets, and never comes back. */
export const AirflowLogin = z.union([
  z.strictObject({ user: z.string().min(1).max(200), password: z.string().min(1).max(2_000) }),
  z.strictObject({ token: z.string().min(1).max(10_000) }),
])
export type AirflowLogin = z.infer<typeof AirflowLogin>

/** Which login is kept. */
export const AirflowLoginKind = z.enum(['none', 'password', 'token'])
export type AirflowLoginKind = z.infer<typeof AirflowLoginKind>

/** One run of the DAG: one window. */
export const DagRun = z.object({
  id: z.string(),
  /** Its window; null for a run that someone started without one. */
  window: WindowStart.nullable(),
  state: z.enum(['queued', 'running', 'success', 'failed']),
  backfill: z.boolean(),
  startedAt: Instant.nullable(),
  endedAt: Instant.nullable(),
  /** The most tries that one of its tasks took; 0 before the first one started. */
  tries: WholeNumber,
  /** The task that failed, or that runs now. */
  task: z.string().nullable(),
  /** The run in Airflow's own window. */
  link: z.string(),
})
export type DagRun = z.infer<typeof DagRun>

/** What Airflow answers about the DAG. */
export const DagStatus = z.object({
  paused: z.boolean(),
  /** Newest first. */
  runs: z.array(DagRun).max(SHOWN_RUNS),
  link: z.string(),
})
export type DagStatus = z.infer<typeof DagStatus>

export const AirflowStatus = z.object({
  url: z.string(),
  dagId: z.string(),
  login: AirflowLoginKind,
  /** Why its containers cannot reach Millrace; null when they can, or need not. */
  cutOff: Fault.nullable(),
  /** The number of windows that wait for Airflow. */
  waiting: WholeNumber,
  dag: z.discriminatedUnion('state', [
    z.object({ state: z.literal('asking') }),
    z.object({ state: z.literal('failed'), fault: Fault }),
    z.object({ state: z.literal('known'), status: DagStatus }),
  ]),
})
export type AirflowStatus = z.infer<typeof AirflowStatus>
