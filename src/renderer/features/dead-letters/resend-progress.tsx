import { Button } from '@mantine/core'
import { MINUTE_MS } from '@shared/lib/time'
import type { DatasetName } from '@shared/model/dataset'
import { isResending, type Resend } from '@shared/model/letter-resend'
import { useCommand } from '../../state/connection/use-command'
import { useFeed } from '../../state/connection/use-feed'
import { JobOffer } from '../../ui/job-offer'
import classes from './resend-progress.module.css'
import { resendNote, resendShare, resendTitle } from './resend-words'

/** How long the last one stays after its end. */
const SHOWN_MS = 10 * MINUTE_MS

/** Resends that are going on, and the last one that has ended. */
export function ResendProgress({ dataset }: { dataset: DatasetName | null }) {
  const resends = useFeed('resends', (api, signal) => api.deadLetters.resends(undefined, { signal }))
  const all = resends.state === 'live' ? resends.value : []
  const own = all.filter((resend) => dataset === null || resend.dataset === dataset)
  const going = own.filter(isResending)
  const last = own.find(({ endedAt }) => endedAt !== null && endedAt > Date.now() - SHOWN_MS)
  const shown = last && going.length === 0 ? [last] : going
  if (shown.length === 0) return null
  return (
    <div className={classes.resends}>
      {shown.map((resend) => (
        <OneResend key={resend.id} resend={resend} />
      ))}
    </div>
  )
}

function OneResend({ resend }: { resend: Resend }) {
  const command = useCommand()
  const { id, state, counts } = resend
  const cancel = () => void command('The resend could not be cancelled', (api) => api.deadLetters.cancel({ id }))
  return (
    <JobOffer
      label="Sending dead letters again"
      title={resendTitle(resend)}
      note={resendNote(resend)}
      buttons={
        state === 'running' && (
          <Button variant="default" size="xs" onClick={cancel}>
            Cancel
          </Button>
        )
      }
      progress={
        isResending(resend)
          ? { label: 'Progress of the resend', share: resendShare(counts), moving: true, animated: false }
          : null
      }
    />
  )
}
