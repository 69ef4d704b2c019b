import { Button } from '@mantine/core'
import type { Incident } from '@shared/model/incident'
import { IconCheck } from '@tabler/icons-react'
import { useCommand } from '../../state/connection/use-command'

/** Says that somebody has seen it. */
export function AcknowledgeButton({ incident: { id, state } }: { incident: Pick<Incident, 'id' | 'state'> }) {
  const command = useCommand()
  if (state !== 'open') return null
  const acknowledge = () =>
    command('The incident could not be acknowledged', (api) => api.incidents.acknowledge({ id }))
  return (
    <Button size="xs" leftSection={<IconCheck size={14} aria-hidden />} onClick={() => void acknowledge()}>
      Acknowledge
    </Button>
  )
}
