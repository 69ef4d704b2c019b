import type { DagStatus } from '@shared/model/airflow'
import type { WindowStart } from '@shared/model/window'

/**
 * The workflow tool that starts the minute's work. Every call throws `airflow-unavailable`, `airflow-login`, `airflow-dag-missing` or
 * `airflow-refused`.
 */
export interface Workflow {
  /** The DAG and its newest runs. */
  look(signal: AbortSignal): Promise<DagStatus>
  /** Starts or pauses the schedule; runs in progress continue. */
  pause(paused: boolean, signal: AbortSignal): Promise<void>
  /** Does the failed tasks of a run again. */
  clear(runId: string, signal: AbortSignal): Promise<void>
  /** Runs each window in `[from, to]` that has no successful run yet. */
  backfill(from: WindowStart, to: WindowStart, signal: AbortSignal): Promise<void>
}
