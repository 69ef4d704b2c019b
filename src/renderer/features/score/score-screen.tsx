import { Skeleton } from '@mantine/core'
import { faultMessage } from '@shared/model/fault-message'
import { useFeed } from '../../state/connection/use-feed'
import { Card } from '../../ui/card'
import { Empty } from '../../ui/empty'
import { Problem } from '../../ui/problem'
import { ScreenHead } from '../../ui/screen-head'
import { NewScore } from './new-score'
import { ScoreResultCard } from './score-result'
import { ScoreRunning } from './score-running'
import classes from './score-screen.module.css'

/** How good the detector is: what it finds of what was done on purpose, how soon, and what it tells without a reason. */
export function ScoreScreen() {
  const feed = useFeed('score', (api, signal) => api.score.feed(undefined, { signal }))
  return (
    <div className={classes.screen}>
      <ScreenHead
        title="Score"
        about="the detector on simulated days with labelled disturbances, beside the pipeline"
      />
      {feed.state === 'failed' && <Problem title="The score cannot be read" message={feed.message} />}
      {feed.state === 'loading' && <Skeleton h={480} radius={10} />}
      {feed.state === 'live' && (
        <>
          <NewScore status={feed.value} />
          {feed.value.fault && <Problem title="The score came to no end" message={faultMessage(feed.value.fault)} />}
          {feed.value.running ? (
            <ScoreRunning running={feed.value.running} />
          ) : feed.value.last ? (
            <ScoreResultCard result={feed.value.last} />
          ) : (
            <Card title="Result">
              <Empty title="Not scored yet">
                Days of events are simulated in seconds, disturbed by the scenarios one after the other, and analysed as
                yours are. What the detector tells is held against what was done.
              </Empty>
            </Card>
          )}
        </>
      )}
    </div>
  )
}
