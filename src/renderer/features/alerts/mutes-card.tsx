import { Button } from '@mantine/core'
import type { AlertMute } from '@shared/model/alert'
import { useCommand } from '../../state/connection/use-command'
import { useTypeLabel } from '../../state/use-type-label'
import { Card } from '../../ui/card'
import { formatMoment } from '../../ui/format/time'
import { useNow } from '../../ui/use-now'
import classes from './mutes-card.module.css'

const POLL_MS = 10_000

/** The event types that are muted for a while. */
export function MutesCard({ mutes }: { mutes: readonly AlertMute[] }) {
  const now = useNow(POLL_MS)
  const labelOf = useTypeLabel()
  const command = useCommand()
  const silent = mutes.filter(({ until }) => until > now)
  return (
    <Card about="mutes" title="Muted event types" subtitle="no notifications">
      {silent.length === 0 && (
        <p className={classes.none}>None. You can mute an event type from any of its incidents.</p>
      )}
      <ul>
        {silent.map(({ dataset, type, until }) => (
          <li key={`${dataset} ${type}`} className={classes.mute}>
            <div className={classes.words}>
              <strong>{labelOf(dataset, type)}</strong>
              <span>
                {dataset}, until {formatMoment(until, now)} UTC
              </span>
            </div>
            <Button
              variant="default"
              size="xs"
              aria-label={`Unmute ${labelOf(dataset, type)}`}
              onClick={() =>
                void command('The type could not be unmuted', (api) => api.alerts.mute({ dataset, type, until: 0 }))
              }
            >
              End
            </Button>
          </li>
        ))}
      </ul>
    </Card>
  )
}
