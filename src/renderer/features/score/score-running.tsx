import { Progress } from '@mantine/core'
import type { ScoreStatus } from '@shared/model/score'
import { Card } from '../../ui/card'
import { formatCount } from '../../ui/format/numbers'
import { formatUptime } from '../../ui/format/time-span'
import { useNow } from '../../ui/use-now'
import { DisturbanceTable } from './disturbance-table'
import { FalseIncidents } from './false-incidents'
import { ScoreFigures } from './score-figures'
import classes from './score-result-card.module.css'
import { taskWords } from './task-words'

/** The progress of the running scoring, and its results so far. */
export function ScoreRunning({ running }: { running: NonNullable<ScoreStatus['running']> }) {
  const { task, startedAt, progress } = running
  const now = useNow(1_000)
  const hours = progress?.hours ?? 0
  return (
    <Card about="score-running" title="So far" subtitle={taskWords(task)}>
      <div className={classes.body}>
        <div className={classes.progress}>
          <Progress value={(hours / task.hours) * 100} size="sm" animated aria-label="Progress of the score" />
          <p className={classes.note} role="status">
            {formatCount(hours)} of {formatCount(task.hours)} hours simulated · {formatCount(progress?.events ?? 0)}{' '}
            events · {formatUptime(now - startedAt)}
          </p>
        </div>
        {progress && (
          <>
            <ScoreFigures tally={progress.tally} hours={hours} />
            <DisturbanceTable lines={progress.tally.lines} />
            <FalseIncidents incidents={progress.tally.false_incidents} />
          </>
        )}
      </div>
    </Card>
  )
}
