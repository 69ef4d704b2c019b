import { Button } from '@mantine/core'
import { faultMessage } from '@shared/model/fault-message'
import { HISTORY_MINUTES, HISTORY_RATE, type History, type HistoryJob } from '@shared/model/history'
import { useCommand } from '../../state/connection/use-command'
import { useFeed } from '../../state/connection/use-feed'
import { formatCount } from '../../ui/format/numbers'
import { JobOffer } from '../../ui/job-offer'
import { Answer } from '../answer'
import { historyShare, historyWords } from './history-words'

/** Makes history on request, and shows how far that is. */
export function HistoryOffer() {
  const history = useFeed('history', (api, signal) => api.history.feed(undefined, { signal }))
  return (
    <Answer of={history} failed="The history could not be loaded" height={64}>
      {(value) => <Offer {...value} />}
    </Answer>
  )
}

function Offer({ job, refused }: History) {
  const command = useCommand()
  const start = () => void command('The history was not started', (api) => api.history.start())
  const cancel = () => void command('The history could not be cancelled', (api) => api.history.cancel())
  const moving = job?.state === 'running' || job?.state === 'finishing'
  return (
    <JobOffer
      label="History"
      title={historyWords(job)}
      note={noteOf(job, refused && faultMessage(refused))}
      buttons={
        job?.state === 'running' ? (
          <Button variant="default" size="xs" onClick={cancel}>
            Cancel
          </Button>
        ) : (
          job?.state !== 'finishing' &&
          job?.state !== 'done' && (
            <Button variant="default" size="xs" disabled={refused !== null} onClick={start}>
              {job ? 'Continue' : `Make ${HISTORY_MINUTES} minutes`}
            </Button>
          )
        )
      }
      progress={
        job && (moving || job.state === 'cancelled')
          ? {
              label: 'Progress of the history',
              share: historyShare(job),
              moving,
              animated: job.state === 'finishing',
            }
          : null
      }
    />
  )
}

function noteOf(job: HistoryJob | null, refused: string | null): string {
  if (job?.fault) return faultMessage(job.fault)
  if (job) return `${formatCount(job.events)} events, through log, store, extracts and reports like all others.`
  return (
    refused ??
    `The detector needs 15 earlier minutes to compare with. The simulator makes ${HISTORY_MINUTES} in seconds. Then it continues at ${HISTORY_RATE} events per second at most, so that new minutes have the same volume.`
  )
}
