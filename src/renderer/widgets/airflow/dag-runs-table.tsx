import { Button } from '@mantine/core'
import type { DagRun } from '@shared/model/airflow'
import { useCommand } from '../../state/connection/use-command'
import { Badge, type Tone } from '../../ui/badge'
import { formatMoment } from '../../ui/format/time'
import classes from './dag-runs-table.module.css'
import { durationWords } from './run-words'

const TONES: Record<DagRun['state'], Tone> = {
  queued: 'outline',
  running: 'accent',
  success: 'success',
  failed: 'error',
}

/** Some runs, each with its state, tries and duration. A failed one can be cleared. */
export function DagRunsTable({ runs }: { runs: readonly DagRun[] }) {
  const now = Date.now()
  return (
    <table className={classes.table}>
      <thead>
        <tr>
          <th scope="col">Window</th>
          <th scope="col">State</th>
          <th scope="col">Task</th>
          <th scope="col" data-number>
            Tries
          </th>
          <th scope="col" data-number>
            Duration
          </th>
          <th scope="col" aria-label="Actions" />
        </tr>
      </thead>
      <tbody>
        {runs.map((run) => (
          <Row key={run.id} run={run} now={now} />
        ))}
      </tbody>
    </table>
  )
}

function Row({ run, now }: { run: DagRun; now: number }) {
  const command = useCommand()
  const name = run.window === null ? run.id : formatMoment(run.window, now)
  const clear = () => command('The run could not be cleared', (api) => api.airflow.clear({ run: run.id }))
  return (
    <tr>
      <td>
        <a className={classes.link} href={run.link} target="_blank" rel="noreferrer">
          {name}
        </a>
      </td>
      <td>
        <Badge tone={TONES[run.state]}>{run.state}</Badge>
        {run.backfill && <span className={classes.backfill}>backfill</span>}
      </td>
      <td>{run.state === 'success' ? '' : (run.task ?? '')}</td>
      <td data-number>{run.tries === 0 ? '–' : run.tries}</td>
      <td data-number>{durationWords(run, now)}</td>
      <td className={classes.action}>
        {run.state === 'failed' && (
          <Button
            size="compact-xs"
            variant="default"
            aria-label={`Clear ${name}`}
            title="Airflow does its failed tasks again"
            onClick={() => void clear()}
          >
            Clear
          </Button>
        )}
      </td>
    </tr>
  )
}
