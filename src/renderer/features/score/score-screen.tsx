import { faultMessage } from '@shared/model/fault-message'
import { useFeed } from '../../state/connection/use-feed'
import { Card } from '../../ui/card'
import { EmptyState } from '../../ui/empty-state'
import { Problem } from '../../ui/problem'
import { ScreenHead } from '../../ui/screen-head'
import { Answer } from '../../widgets/answer'
import { NewScore } from './new-score'
import { ScoreResultCard } from './score-result-card'
import { ScoreRunning } from './score-running'
import classes from './score-screen.module.css'

/** How good the detector is: the disturbances it finds, how soon, and its false alarms. */
export function ScoreScreen() {
  const feed = useFeed('score', (api, signal) => api.score.feed(undefined, { signal }))
  return (
    <div className={classes.screen}>
      <ScreenHead
        title="Score"
        about="runs the detector on simulated days with labelled disturbances, apart from the pipeline"
      />
      <Answer of={feed} failed="The score could not be loaded" height={480}>
        {(value) => (
          <>
            <NewScore status={value} />
            {value.fault && <Problem title="Scoring did not finish" message={faultMessage(value.fault)} />}
            {value.running ? (
              <ScoreRunning running={value.running} />
            ) : value.last ? (
              <ScoreResultCard result={value.last} />
            ) : (
              <Card about="score-result" title="Result">
                <EmptyState title="Not scored yet">
                  Simulates days of events in seconds, disturbs them with the scenarios in turn, and analyses them like
                  yours. The detected incidents are compared with the disturbances.
                </EmptyState>
              </Card>
            )}
          </>
        )}
      </Answer>
    </div>
  )
}
