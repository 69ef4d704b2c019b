import { Button, Progress } from '@mantine/core'
import { faultMessage } from '@shared/model/fault-message'
import { formatTitle } from '@shared/model/log-format'
import type { EarlierReplay, ReplayJob, ReplayState } from '@shared/model/replay'
import { useCommand } from '../../state/connection/use-command'
import { hrefOf } from '../../state/route'
import { Badge, type Tone } from '../../ui/badge'
import { formatBytes, formatCount } from '../../ui/format/numbers'
import { formatDay, formatMinute, formatMoment } from '../../ui/format/time'
import { Problem } from '../../ui/problem'
import { ScreenLink } from '../../ui/screen-link'
import classes from './replay-item.module.css'
import { speedWords } from './speeds'

const STATES: Record<ReplayState, { words: string; tone: Tone }> = {
  uploading: { words: 'uploading', tone: 'accent' },
  running: { words: 'running', tone: 'accent' },
  following: { words: 'following', tone: 'success' },
  finishing: { words: 'closing its windows', tone: 'accent' },
  done: { words: 'done', tone: 'success' },
  cancelled: { words: 'cancelled', tone: 'outline' },
  failed: { words: 'failed', tone: 'error' },
}

const READ: readonly ReplayState[] = ['following', 'finishing', 'done']

const EARLIER: Record<EarlierReplay['kind'], string> = {
  same: 'This file was replayed before, so nothing was added. The figures are from that replay.',
  continued: 'An earlier replay of this file was interrupted. This one continued where it stopped.',
  grown: 'This file has grown since it was replayed. Only its new lines were added.',
  changed: 'This file starts like one replayed before but differs further on. All of its lines were added.',
  'log-replaced':
    'The log was removed or restored from an older copy. The replay continued after the last line it had written; events of the old log that were not stored yet are lost. To replay the whole file again, cancel this replay and start another.',
}

export function ReplayItem({ job }: { job: ReplayJob }) {
  const command = useCommand()
  const { words, tone } = STATES[job.state]
  const moving = job.state === 'uploading' || job.state === 'running' || job.state === 'following'
  const share = READ.includes(job.state) ? 1 : job.bytes === 0 ? 0 : job.bytesDone / job.bytes
  const stop = job.follow ? 'Stop following' : 'Cancel'
  const cancel = () =>
    command(`${job.file} could not be ${job.follow ? 'stopped' : 'cancelled'}`, (api) =>
      api.replay.cancel({ id: job.id }),
    )
  return (
    <li className={classes.job} aria-label={job.file}>
      <div className={classes.head}>
        <strong className={classes.file}>{job.file}</strong>
        <Badge tone={tone}>{words}</Badge>
        <span className={classes.about}>
          into {job.dataset}, {speedWords(job.speed)}, {formatMoment(job.startedAt, Date.now())} UTC
        </span>
        <div className={classes.actions}>
          {job.events > 0 && <ScreenLink href={hrefOf('reports', job.dataset)}>Reports</ScreenLink>}
          {job.deadLetters > 0 && <ScreenLink href={hrefOf('dead-letters', job.dataset)}>Dead letters</ScreenLink>}
          {moving && (
            <Button variant="default" size="xs" onClick={() => void cancel()} aria-label={`${stop} ${job.file}`}>
              {stop}
            </Button>
          )}
        </div>
      </div>
      <Progress
        value={share * 100}
        size="sm"
        color={job.state === 'failed' ? 'red' : job.state === 'cancelled' ? 'gray.5' : 'blue'}
        animated={job.state === 'finishing'}
        aria-label={`Progress of ${job.file}`}
      />
      <div className={classes.figures}>
        <span>
          {Math.floor(share * 100)} % of {formatBytes(job.bytes)}
        </span>
        <span>{formatCount(job.lines)} lines</span>
        <span>{formatCount(job.events)} events</span>
        <span data-some={job.deadLetters > 0 || undefined}>
          {formatCount(job.deadLetters)} {job.deadLetters === 1 ? 'dead letter' : 'dead letters'}
        </span>
        {job.firstEventTime !== null && job.eventTime !== null && (
          <span>
            event time {formatDay(job.firstEventTime)} {formatMinute(job.firstEventTime)} to {formatDay(job.eventTime)}{' '}
            {formatMinute(job.eventTime)} UTC
          </span>
        )}
      </div>
      {job.format && <p className={classes.earlier}>Format: {formatTitle(job.format)}</p>}
      {job.earlier && <p className={classes.earlier}>{EARLIER[job.earlier.kind]}</p>}
      {job.fault && <Problem title="Why it failed" message={faultMessage(job.fault)} />}
    </li>
  )
}
