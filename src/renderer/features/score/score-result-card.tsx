import { formatDuration } from '@shared/model/duration'
import type { ScoreResult } from '@shared/model/score'
import { Card } from '../../ui/card'
import { formatCount } from '../../ui/format/numbers'
import { formatMoment } from '../../ui/format/time'
import { DisturbanceTable } from './disturbance-table'
import { FalseIncidents } from './false-incidents'
import { ScoreFigures } from './score-figures'
import classes from './score-result-card.module.css'
import { taskWords } from './task-words'

/** The last finished score. */
export function ScoreResultCard({ result: { task, score, endedAt } }: { result: ScoreResult }) {
  return (
    <Card
      about="score-result"
      title="Result"
      subtitle={taskWords(task)}
      aside={
        <span className={classes.note}>
          {formatCount(score.events)} events in {formatDuration(score.seconds.all * 1_000)},{' '}
          {formatMoment(endedAt, Date.now())} UTC
        </span>
      }
    >
      <div className={classes.body}>
        <ScoreFigures tally={score} hours={score.hours} />
        <DisturbanceTable lines={score.lines} />
        {score.left_out > 0 && (
          <p className={classes.note}>
            {formatCount(score.left_out)} more {score.left_out === 1 ? 'disturbance' : 'disturbances'} did not fit into
            the time: enter more hours.
          </p>
        )}
        <FalseIncidents incidents={score.false_incidents} />
      </div>
    </Card>
  )
}
