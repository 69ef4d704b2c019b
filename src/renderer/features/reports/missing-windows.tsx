import { Button, Progress } from '@mantine/core'
import type { Dataset } from '@shared/model/dataset'
import { faultMessage } from '@shared/model/fault-message'
import type { ReanalysisJob } from '@shared/model/reanalysis'
import type { WindowRow, WindowStart } from '@shared/model/window'
import { useEffect, useState } from 'react'
import { useAnswer } from '../../state/connection/use-answer'
import { useCommand } from '../../state/connection/use-command'
import { useFeed } from '../../state/connection/use-feed'
import { formatCount } from '../../ui/format/numbers'
import { formatMoment } from '../../ui/format/time'
import { Problem } from '../../ui/problem'
import { useNow } from '../../ui/use-now'
import classes from './missing-windows.module.css'
import { windowRanges } from './window-ranges'

const POLL_MS = 10_000
const FILLED_ONE_BY_ONE = 3

/** Missing windows, and the progress of filling them; empty when nothing is missing. */
export function MissingWindows({ dataset, rows }: { dataset: Dataset; rows: readonly WindowRow[] }) {
  const command = useCommand()
  const now = useNow(POLL_MS)
  const jobs = useFeed('reanalysis', (api, signal) => api.reanalysis.feed(undefined, { signal }))
  const job = jobs.state === 'live' ? jobs.value : null
  const states = rows.map(({ state }) => state).join()
  const missing = useAnswer(
    `missing ${dataset.name}`,
    (api) => api.reanalysis.missing({ dataset: dataset.name }),
    `${states} ${job?.state} ${Math.floor(now / POLL_MS)}`,
  )
  const [watched, watch] = useState<number | null>(null)
  useEffect(() => {
    if (job?.state === 'running') watch(job.startedAt)
  }, [job])

  if (job?.state === 'running') {
    const elsewhere = job.dataset !== dataset.name
    return (
      <Running
        job={job}
        elsewhere={elsewhere}
        cancel={() => void command('The analysis could not be cancelled', (api) => api.reanalysis.cancel())}
      />
    )
  }
  const unfilled = missing.state === 'live' ? missing.value : []
  const fill = (start?: WindowStart) => {
    const wanted = { dataset: dataset.name, ...(start !== undefined && { start }) }
    void command('The windows could not be filled', async (api) => watch((await api.reanalysis.fill(wanted)).startedAt))
  }
  return (
    <>
      {missing.state === 'failed' && <Problem title="Missing windows could not be loaded" message={missing.message} />}
      {job && job.startedAt === watched && <Ended job={job} close={() => watch(null)} />}
      {unfilled.length > 0 && <Missing starts={unfilled} now={now} fill={fill} />}
    </>
  )
}

function Running({ job, elsewhere, cancel }: { job: ReanalysisJob; elsewhere: boolean; cancel(): void }) {
  const { done, windows, lost } = job
  return (
    <section className={classes.strip} aria-label="Analysing again">
      <p className={classes.words} role="status">
        {formatCount(done)} of {formatCount(windows - lost)} windows{elsewhere && ` of ${job.dataset}`} analysed again
      </p>
      <Progress
        className={classes.progress}
        value={(done / Math.max(1, windows - lost)) * 100}
        size="sm"
        animated
        aria-label="Windows analysed again"
      />
      <Button variant="default" size="xs" onClick={cancel}>
        Cancel
      </Button>
    </section>
  )
}

const ENDED: Record<ReanalysisJob['state'], string> = {
  running: '',
  done: 'Done.',
  cancelled: 'Cancelled.',
  failed: 'Failed.',
}

function Ended({ job, close }: { job: ReanalysisJob; close(): void }) {
  const { state, done, lost, fault } = job
  return (
    <section className={classes.strip} aria-label="Analysed again">
      <p className={classes.words} role="status">
        <strong>{ENDED[state]}</strong> {windowsWords(done)} analysed again
        {lost > 0 && `; ${windowsWords(lost)} could not be analysed: neither rows nor an extract are left`}.{' '}
        {fault !== null && faultMessage(fault)}
      </p>
      <Button variant="subtle" size="xs" onClick={close}>
        Close
      </Button>
    </section>
  )
}

interface MissingProps {
  starts: readonly WindowStart[]
  now: number
  fill(start?: WindowStart): void
}

function Missing({ starts, now, fill }: MissingProps) {
  const oneByOne = starts.length <= FILLED_ONE_BY_ONE && starts.length > 1
  return (
    <section className={classes.strip} data-missing aria-label="Missing windows">
      <p className={classes.words}>
        <strong>{windowsWords(starts.length)} without a complete report</strong> {windowRanges(starts, now)}
      </p>
      {oneByOne &&
        starts.toReversed().map((start) => (
          <Button key={start} variant="default" size="xs" onClick={() => fill(start)}>
            Fill {formatMoment(start, now)}
          </Button>
        ))}
      <Button size="xs" onClick={() => fill()}>
        {starts.length === 1 ? 'Fill' : 'Fill all'}
      </Button>
    </section>
  )
}

function windowsWords(count: number): string {
  return `${formatCount(count)} ${count === 1 ? 'window' : 'windows'}`
}
