import { Skeleton } from '@mantine/core'
import { useFeed } from '../../state/connection/use-feed'
import { Card } from '../../ui/card'
import { Empty } from '../../ui/empty'
import { Problem } from '../../ui/problem'
import { ScreenHead } from '../../ui/screen-head'
import { WithDataset } from '../../widgets/with-dataset'
import { NewReplay } from './new-replay'
import { ReplayItem } from './replay-item'
import classes from './replay-screen.module.css'

/** The dataset whose records have a file format of their own, the access log; others come from the simulator. */
const REPLAYABLE = 'access_log'

export function ReplayScreen() {
  const jobs = useFeed('replays', (api, signal) => api.replay.feed(undefined, { signal }))
  return (
    <div className={classes.screen}>
      <ScreenHead title="Replay" about="real events, from an access log of Apache or nginx in the combined format" />
      <WithDataset name={REPLAYABLE}>
        {(_, all) => <NewReplay datasets={all.filter(({ name }) => name === REPLAYABLE)} />}
      </WithDataset>
      <Card title="Replays" subtitle="newest first">
        {jobs.state === 'loading' && <Skeleton h={120} />}
        {jobs.state === 'failed' && <Problem title="The replays cannot be read" message={jobs.message} />}
        {jobs.state === 'live' && jobs.value.length === 0 && (
          <Empty title="No replay yet">
            Its lines become events in their own event time, and its minutes get reports.
          </Empty>
        )}
        {jobs.state === 'live' && jobs.value.length > 0 && (
          <ul className={classes.jobs}>
            {jobs.value.map((job) => (
              <ReplayItem key={job.id} job={job} />
            ))}
          </ul>
        )}
      </Card>
    </div>
  )
}
