import { Progress } from '@mantine/core'
import type { ServiceId, ServiceStatus } from '@shared/model/service'
import { Badge } from '../../ui/badge'
import { useTime } from '../../ui/every-second'
import classes from './service-state.module.css'
import { type StateWords, stateWords } from './state-words'

interface ServiceStateProps {
  status: ServiceStatus
  titleOf(service: ServiceId): string
  /** Whether there is an engine that knows the state. */
  seen: boolean
}

/** The state and its reason. Text longer than two lines is shown in full in the details. */
export function ServiceState({ status, titleOf, seen }: ServiceStateProps) {
  const now = useTime()
  const { state } = status
  const words = stateWords(status, titleOf, now)
  const { word, tone, reason } = seen || words.tone === 'outline' ? words : unseen(words)
  return (
    <div className={classes.state}>
      <Badge tone={tone} dot>
        {word}
      </Badge>
      <p className={classes.reason} data-tone={tone} title={reason.length > 60 ? reason : undefined}>
        {reason}
      </p>
      {seen && state.state === 'pulling' && (
        <Progress
          className={classes.bar ?? ''}
          size="sm"
          value={state.progress.total === 0 ? 0 : (state.progress.done / state.progress.total) * 100}
          aria-label={`Progress of ${state.progress.image}`}
        />
      )}
    </div>
  )
}

function unseen({ word }: StateWords): StateWords {
  return { word: 'unknown', tone: 'outline', reason: `was ${word} when the engine stopped responding` }
}
