import { useFeed } from '../../state/connection/use-feed'
import { Card } from '../../ui/card'
import { EmptyState } from '../../ui/empty-state'
import { ScreenHead } from '../../ui/screen-head'
import { Answer } from '../../widgets/answer'
import { HistoryOffer } from '../../widgets/history/history-offer'
import { WithDataset } from '../../widgets/with-dataset'
import { NewReplay } from './new-replay'
import { ReplayItem } from './replay-item'
import classes from './replay-screen.module.css'

/** Chosen first: what people bring most. */
const FIRST = 'access_log'

export function ReplayScreen() {
  const jobs = useFeed('replays', (api, signal) => api.replay.feed(undefined, { signal }))
  return (
    <div className={classes.screen}>
      <ScreenHead what="new-replay" title="Replay" about="real events from access logs, JSON lines, CSV and Avro" />
      <WithDataset name={FIRST}>{(first, all) => <NewReplay first={first.name} datasets={all} />}</WithDataset>
      <Card about="replays" title="Replays" subtitle="newest first">
        <Answer of={jobs} failed="The replays could not be loaded" height={120}>
          {(value) =>
            value.length === 0 && (
              <EmptyState title="No replays yet">
                Each line becomes an event at its original time, and each minute gets a report.
              </EmptyState>
            )
          }
        </Answer>
        {jobs.state === 'live' && jobs.value.length > 0 && (
          <ul className={classes.jobs}>
            {jobs.value.map((job) => (
              <ReplayItem key={job.id} job={job} />
            ))}
          </ul>
        )}
      </Card>
      <Card about="history" title="History" subtitle="from the simulator">
        <HistoryOffer />
      </Card>
    </div>
  )
}
