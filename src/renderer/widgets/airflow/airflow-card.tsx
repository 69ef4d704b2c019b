import { Button } from '@mantine/core'
import type { AirflowStatus, DagStatus } from '@shared/model/airflow'
import { faultMessage } from '@shared/model/fault-message'
import { useState } from 'react'
import { useCommand } from '../../state/connection/use-command'
import { Card } from '../../ui/card'
import { EmptyState } from '../../ui/empty-state'
import { Problem } from '../../ui/problem'
import classes from './airflow-card.module.css'
import { reasonOf, WaitingWindows } from './airflow-notice'
import { BackfillDialog } from './backfill-dialog'
import { DagRunBars } from './dag-run-bars'
import { DagRunsTable } from './dag-runs-table'
import { useAirflow } from './use-airflow'

const LISTED = 8

/** Airflow as the scheduler: the last hour of its runs. Empty while Millrace starts the work itself. */
export function AirflowCard() {
  const airflow = useAirflow()
  if (airflow.state === 'failed')
    return <Problem title="Airflow's state could not be loaded" message={airflow.message} />
  return airflow.state === 'live' && airflow.value ? <Shown airflow={airflow.value} /> : null
}

function Shown({ airflow: { dag, dagId, url, waiting, cutOff } }: { airflow: AirflowStatus }) {
  return (
    <Card
      about="airflow"
      title="Airflow"
      subtitle={`${dagId}: one run is one window`}
      aside={dag.state === 'known' && <Controls status={dag.status} />}
    >
      <div className={classes.body}>
        {cutOff && <Problem title="Airflow's tasks cannot reach Millrace" message={faultMessage(cutOff)} />}
        {dag.state === 'failed' && <Problem title="Airflow cannot be used now" message={faultMessage(dag.fault)} />}
        {waiting > 0 && <WaitingWindows waiting={waiting} reason={dag.state === 'failed' ? '' : reasonOf(dag)} />}
        {dag.state === 'asking' && <p className={classes.asking}>Asking Airflow{url && ` at ${url}`}…</p>}
        {dag.state === 'known' && <Runs status={dag.status} />}
      </div>
    </Card>
  )
}

function Controls({ status: { paused, link } }: { status: DagStatus }) {
  const command = useCommand()
  const [filling, setFilling] = useState(false)
  const pause = (next: boolean) =>
    command(next ? 'The DAG could not be paused' : 'The DAG could not be started', (api) =>
      api.airflow.pause({ paused: next }),
    )
  return (
    <div className={classes.controls}>
      <Button size="compact-sm" variant={paused ? 'filled' : 'default'} onClick={() => void pause(!paused)}>
        {paused ? 'Start' : 'Pause'}
      </Button>
      <Button size="compact-sm" variant="default" onClick={() => setFilling(true)}>
        Backfill…
      </Button>
      <a className={classes.link} href={link} target="_blank" rel="noreferrer">
        Open in Airflow
      </a>
      {filling && <BackfillDialog onClose={() => setFilling(false)} />}
    </div>
  )
}

function Runs({ status: { runs, paused } }: { status: DagStatus }) {
  if (runs.length === 0) {
    return (
      <EmptyState title="No runs yet">
        {paused ? 'Start the DAG: the first run follows at the end of the minute.' : 'The first run follows soon.'}
      </EmptyState>
    )
  }
  const failed = runs.filter(({ state }) => state === 'failed')
  const listed = [...failed, ...runs.filter(({ state }) => state !== 'failed')].slice(0, LISTED)
  return (
    <>
      <DagRunBars runs={runs} />
      <DagRunsTable runs={listed.sort((a, b) => (b.window ?? 0) - (a.window ?? 0))} />
    </>
  )
}
