import { ALARM_TITLES, type Alarm } from '@shared/model/alarm'
import { useAlerts } from '../../state/alerts'
import { useCommand } from '../../state/connection/use-command'
import { MuteMenu } from '../../ui/mute-menu'

/** Mutes alarms of this kind until a time. */
export function AlarmSilence({ alarm: { alarm } }: { alarm: Pick<Alarm, 'alarm'> }) {
  const { settings } = useAlerts()
  const command = useCommand()
  if (settings.state !== 'live') return null
  const mute = settings.value.mutes.find((known) => 'alarm' in known && known.alarm === alarm)
  return (
    <MuteMenu
      of={`alarms of the kind “${ALARM_TITLES[alarm]}”`}
      until={mute?.until ?? null}
      onMute={(until) =>
        void command('The alarm could not be muted', (api) => api.alerts.mute({ alarm, until: until ?? 0 }))
      }
    />
  )
}
