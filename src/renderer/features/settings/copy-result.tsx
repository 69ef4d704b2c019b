import { Button } from '@mantine/core'
import { type ChosenBackend, isSameBackend } from '@shared/model/app'
import { type CopyJob, isMoving, isUnfinished, sourceOf, targetOf } from '@shared/model/copy'
import { nameOfBackend } from '../../state/backends'
import { useCommand } from '../../state/connection/use-command'
import { JobOffer } from '../../ui/job-offer'
import classes from './copy-data.module.css'
import { copyNote, copyShare, copyTitle } from './copy-words'

const DIFFERENCES_SHOWN = 5

/** A copy that is running or has ended, with what can be done about it. */
export function CopyResult({ job, here }: { job: CopyJob; here: ChosenBackend }) {
  const { state, differences } = job
  const [from, to] = [sourceOf(job), targetOf(job)]
  const name = nameOfBackend(to)
  const command = useCommand()
  const go = () => void command('The copy was not started', (api) => api.copy.start({ to }))
  const cancel = () => void command('The copy could not be cancelled', (api) => api.copy.cancel({ to }))
  const remove = () => void command('The copy could not be removed', (api) => api.copy.remove({ to }))
  const more = differences.length - DIFFERENCES_SHOWN
  const unfinished = !isMoving(job) && isUnfinished(job)
  const canGo = isSameBackend(here, from) && (unfinished || state === 'failed')
  return (
    <JobOffer
      label={`Copy to ${name}`}
      title={copyTitle(job)}
      note={copyNote(job)}
      buttons={
        <>
          {isMoving(job) && (
            <Button variant="default" size="xs" onClick={cancel}>
              Cancel
            </Button>
          )}
          {canGo && (
            <Button variant="default" size="xs" onClick={go}>
              {job.claimed ? 'Continue' : 'Try again'}
            </Button>
          )}
          {unfinished && (
            <Button variant="default" size="xs" onClick={remove}>
              Remove what was copied
            </Button>
          )}
        </>
      }
      progress={
        isMoving(job) || state === 'cancelled'
          ? {
              label: `Progress of the copy to ${name}`,
              share: copyShare(job),
              moving: isMoving(job),
              animated: state === 'removing',
            }
          : null
      }
    >
      {differences.length > 0 && (
        <ul className={classes.differences}>
          {differences.slice(0, DIFFERENCES_SHOWN).map(({ dataset, what, source, target }) => (
            <li key={`${dataset} ${what}`}>
              {dataset}, {what}: {nameOfBackend(from)} has {source}; {name} has {target}
            </li>
          ))}
          {more > 0 && <li>and {more} more</li>}
        </ul>
      )}
    </JobOffer>
  )
}
