import { Button } from '@mantine/core'
import { countOf } from '@shared/lib/count-of'
import type { AirflowStatus } from '@shared/model/airflow'
import { faultMessage } from '@shared/model/fault-message'
import { useCommand } from '../../state/connection/use-command'
import classes from './airflow-notice.module.css'
import { useAirflow } from './use-airflow'

/** The windows that wait for Airflow; empty while it is not the scheduler, or nothing waits. */
export function AirflowNotice() {
  const airflow = useAirflow()
  if (airflow.state !== 'live' || !airflow.value) return null
  const { waiting, dag } = airflow.value
  return waiting > 0 || dag.state === 'failed' ? <WaitingWindows waiting={waiting} reason={reasonOf(dag)} /> : null
}

export function WaitingWindows({ waiting, reason }: { waiting: number; reason: string }) {
  const command = useCommand()
  const handOver = () =>
    command('The work could not be handed over', (api) => api.settings.change({ analysis: { scheduler: 'croner' } }))
  return (
    <section className={classes.strip} aria-label="Windows that wait for Airflow">
      <p className={classes.words} role="status">
        <strong>{waitingWords(waiting)}</strong> {reason}
      </p>
      <Button
        size="xs"
        variant="default"
        title="Millrace does these windows now and all later ones of this backend by itself. You can choose Airflow again under Settings → Scheduler."
        onClick={() => void handOver()}
      >
        Do it here
      </Button>
    </section>
  )
}

function waitingWords(waiting: number): string {
  if (waiting === 0) return 'No window waits for Airflow.'
  return `${countOf(waiting, 'window')} ${waiting === 1 ? 'waits' : 'wait'} for Airflow.`
}

/** Why windows wait, where it is not only the time of day. */
export function reasonOf(dag: AirflowStatus['dag']): string {
  if (dag.state === 'failed') return faultMessage(dag.fault)
  if (dag.state === 'known' && dag.status.paused) return 'The DAG is paused: start it, or do the work here.'
  return ''
}
