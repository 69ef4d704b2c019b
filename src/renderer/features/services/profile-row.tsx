import { Button } from '@mantine/core'
import type { ServiceProfile, ServiceStatus } from '@shared/model/service'
import { useCommand } from '../../state/connection/use-command'
import { countStandings } from '../../state/service-attention'
import { formatBytes } from '../../ui/format/numbers'
import classes from './profile-row.module.css'

interface ProfileRowProps {
  profile: ServiceProfile
  /** Those of the profile that are shown. */
  services: readonly ServiceStatus[]
  columns: number
  /** Whether there is an engine to act on. */
  enabled: boolean
}

/** The heading of a group of optional services, with the buttons for all of them. */
export function ProfileRow({ profile, services, columns, enabled }: ProfileRowProps) {
  const command = useCommand()
  const { name } = profile
  const { healthy } = countStandings(services)
  const someOn = services.some(({ wanted }) => wanted)
  const someOff = services.some(({ wanted, state }) => !wanted || state.state === 'failed')
  return (
    <tbody>
      <tr className={classes.row}>
        <th scope="rowgroup" colSpan={columns - 1} className={classes.words}>
          <strong>{name}</strong> {healthy} of {services.length} are healthy, limited to{' '}
          {formatBytes(profile.memoryLimitBytes)} of memory together
        </th>
        <td className={classes.buttons}>
          <Button
            size="compact-xs"
            variant="default"
            disabled={!enabled || !someOff}
            onClick={() => void command(`${name} did not start`, (api) => api.services.start({ profile: name }))}
          >
            Start
          </Button>
          <Button
            size="compact-xs"
            variant="default"
            disabled={!enabled || !someOn}
            onClick={() => void command(`${name} did not stop`, (api) => api.services.stop({ profile: name }))}
          >
            Stop
          </Button>
        </td>
      </tr>
    </tbody>
  )
}
