import { Button } from '@mantine/core'
import { ALARM_TITLES } from '@shared/model/alarm'
import type { AlertMute } from '@shared/model/alert'
import { useCommand } from '../../state/connection/use-command'
import { useTypeLabel } from '../../state/use-type-label'
import { Card } from '../../ui/card'
import { formatMoment } from '../../ui/format/time'
import { useNow } from '../../ui/use-now'
import classes from './mutes-card.module.css'

const POLL_MS = 10_000

/** The event types and alarms that are muted for a while. */
export function MutesCard({ mutes }: { mutes: readonly AlertMute[] }) {
  const now = useNow(POLL_MS)
  const labelOf = useTypeLabel()
  const command = useCommand()
  const silent = mutes.filter(({ until }) => until > now)
  return (
    <Card about="mutes" title="Muted" subtitle="no notifications">
      {silent.length === 0 && (
        <p className={classes.none}>None. You can mute an event type, or a kind of alarm, from any of its incidents.</p>
      )}
      <ul>
        {silent.map((mute) => {
          const { name, of } =
            'alarm' in mute
              ? { name: ALARM_TITLES[mute.alarm], of: 'alarm' }
              : { name: labelOf(mute.dataset, mute.type), of: mute.dataset }
          return (
            <li key={`${of} ${name}`} className={classes.mute}>
              <div className={classes.words}>
                <strong>{name}</strong>
                <span>
                  {of}, until {formatMoment(mute.until, now)} UTC
                </span>
              </div>
              <Button
                variant="default"
                size="xs"
                aria-label={`Unmute ${name}`}
                onClick={() =>
                  void command(`${name} could not be unmuted`, (api) => api.alerts.mute({ ...mute, until: 0 }))
                }
              >
                End
              </Button>
            </li>
          )
        })}
      </ul>
    </Card>
  )
}
