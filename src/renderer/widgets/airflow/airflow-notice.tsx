import { Button } from '@mantine/core'
import type { AirflowStatus } from '@shared/model/airflow'
import { faultMessage } from '@shared/model/fault-message'
import { useCommand } from '../../state/connection/use-command'
import { formatCount } from '../../ui/format/numbers'
import classes from './airflow-notice.module.css'
import { useAirflow } from './use-airflow'

/** The windows that wait for Airflow; empty while it is not the scheduler, or nothing waits. */
export function AirflowNotice() {
  const airflow = useAirflow()
  return airflow.state === 'live' && airflow.value ? <WaitingWindows airflow={airflow.value} /> : null
}

export function WaitingWindows({ airflow: { waiting, dag } }: { airflow: AirflowStatus }) {
  const command = useCommand()
  if (waiting === 0 && dag.state !== 'failed') return null
  const handOver = () =>
    command('The work could not be handed over', (api) => api.settings.change({ analysis: { scheduler: 'croner' } }))
  return (
    <section className={classes.strip} aria-label="Windows that wait for Airflow">
      <p className={classes.words} role="status">
        <strong>{waitingWords(waiting)}</strong> {reasonOf(dag)}
      </p>
      <Button
        size="xs"
        variant="default"
        title="Millrace does these windows now and all later ones by itself. You can choose Airflow again under Settings → Scheduler."
        onClick={() => void handOver()}
      >
        Do it here
      </Button>
    </section>
  )
}

function waitingWords(waiting: number): string {
  if (waiting === 0) return 'No window waits for Airflow.'
  return waiting === 1 ? '1 window waits for Airflow.' : `${formatCount(waiting)} windows wait for Airflow.`
}

function reasonOf(dag: AirflowStatus['dag']): string {
  if (dag.state === 'failed') return faultMessage(dag.fault)
  if (dag.state === 'known' && dag.status.paused) return 'The DAG is paused: start it, or do the work here.'
  return ''
}
