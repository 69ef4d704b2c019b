import { Switch } from '@mantine/core'
import type { ServiceProfile } from '@shared/model/service'
import { useCommand } from '../../state/connection/use-command'
import classes from './profile-switches.module.css'

const NAMED = 2

/** "PostgreSQL, Redis and 5 more" */
function listOf(titles: readonly string[]): string {
  const more = titles.length - NAMED
  return more > 1 ? `${titles.slice(0, NAMED).join(', ')} and ${more} more` : titles.join(' and ')
}

/** The optional groups of services: each is shown and started only when it is switched on. */
export function ProfileSwitches({ profiles }: { profiles: readonly ServiceProfile[] }) {
  const command = useCommand()
  const choose = (name: string, chosen: boolean) => {
    const others = profiles.filter((profile) => profile.chosen && profile.name !== name).map((profile) => profile.name)
    void command(`The profile ${name} could not be changed`, (api) =>
      api.settings.change({ services: { profiles: chosen ? [...others, name] : others } }),
    )
  }
  return (
    <div className={classes.profiles}>
      {profiles.map(({ name, services, chosen }) => (
        <Switch
          key={name}
          size="xs"
          withThumbIndicator={false}
          label={
            <>
              With <strong>{name}</strong>: {listOf(services)}
            </>
          }
          checked={chosen}
          onChange={(event) => choose(name, event.currentTarget.checked)}
        />
      ))}
    </div>
  )
}
