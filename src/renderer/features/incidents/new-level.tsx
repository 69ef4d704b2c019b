import { Button } from '@mantine/core'
import { type Incident, newLevelSince } from '@shared/model/incident'
import { useCommand } from '../../state/connection/use-command'
import { formatDay, formatMinute } from '../../ui/format/time'
import { Problem } from '../../ui/problem'

/** Asks whether a level that lasts is the new normal. */
export function NewLevel({ incident }: { incident: Incident }) {
  const command = useCommand()
  const since = newLevelSince(incident)
  if (since === null || incident.state === 'ended') return null
  const accept = () => command('The level could not be accepted', (api) => api.incidents.accept({ id: incident.id }))
  return (
    <Problem
      title={`Continues at a new level since ${formatDay(since)} ${formatMinute(since)}`}
      message="The incident stays open until the values return. If this level is intended, accept it: the detector then expects it from the next window on."
      action={
        <Button size="xs" onClick={() => void accept()}>
          Accept as the new normal
        </Button>
      }
    />
  )
}
