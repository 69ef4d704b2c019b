import type { AirflowStatus } from '@shared/model/airflow'
import { type Feed, useFeed } from '../../state/connection/use-feed'

/** Airflow's state; null while Millrace starts the minute's work itself. */
export function useAirflow(): Feed<AirflowStatus | null> {
  return useFeed('airflow', (api, signal) => api.airflow.feed(undefined, { signal }))
}
