import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { MINUTE_MS } from '../lib/time'
import { AirflowLogin, AirflowStatus, MOST_BACKFILLED } from '../model/airflow'
import { WindowStart } from '../model/window'
import { base } from './base'

const Range = z
  .object({ from: WindowStart, through: WindowStart })
  .refine(({ from, through }) => from <= through && through - from < MOST_BACKFILLED * MINUTE_MS)

/** Airflow as the scheduler of the minute's work. */
export const airflow = {
  /** Null while Millrace starts the work itself. */
  feed: base.output(eventIterator(AirflowStatus.nullable())),
  /** Keeps the login with the secrets; null forgets it. */
  login: base.input(z.object({ login: AirflowLogin.nullable() })).output(z.void()),
  /**
   * Runs Airflow in Docker and makes it the scheduler, without anything to type. Throws `airflow-not-startable`. Resolves when the request is
   * recorded; the services' feed shows the result.
   */
  runInDocker: base.output(z.void()),
  /** Stops these containers; if they were the scheduler, Millrace starts the work itself again. */
  stopInDocker: base.output(z.void()),
  /** Starts or pauses the DAG's schedule. */
  pause: base.input(z.object({ paused: z.boolean() })).output(z.void()),
  /** Does the failed tasks of a run again. */
  clear: base.input(z.object({ run: z.string().min(1).max(500) })).output(z.void()),
  /** Runs the windows of the range that have no successful run. */
  backfill: base.input(Range).output(z.void()),
}
