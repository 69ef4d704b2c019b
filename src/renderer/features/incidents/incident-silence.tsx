import type { Incident } from '@shared/model/incident'
import { useAlerts } from '../../state/alerts'
import { useCommand } from '../../state/connection/use-command'
import { useTypeLabel } from '../../state/use-type-label'
import { SilenceMenu } from '../../ui/silence-menu'

/** Tells nobody of incidents of this type until a time. */
export function IncidentSilence({ incident: { dataset, type } }: { incident: Pick<Incident, 'dataset' | 'type'> }) {
  const { settings } = useAlerts()
  const labelOf = useTypeLabel()
  const command = useCommand()
  if (settings.state !== 'live') return null
  const mute = settings.value.mutes.find((known) => known.dataset === dataset && known.type === type)
  return (
    <SilenceMenu
      of={labelOf(dataset, type)}
      until={mute?.until ?? null}
      onSilence={(until) =>
        void command('The type could not be muted', (api) => api.alerts.mute({ dataset, type, until: until ?? 0 }))
      }
    />
  )
}
