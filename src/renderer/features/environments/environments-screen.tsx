import { Button } from '@mantine/core'
import { backendInUse } from '@shared/model/app'
import { IconPlus } from '@tabler/icons-react'
import { useState } from 'react'
import { useBackendSwitch } from '../../state/backend-switch'
import { useFeed } from '../../state/connection/use-feed'
import { EmptyState } from '../../ui/empty-state'
import { ScreenHead } from '../../ui/screen-head'
import { Answer } from '../../widgets/answer'
import { EnvironmentEditor } from './environment-editor'
import { EnvironmentList } from './environment-list'
import classes from './environments-screen.module.css'

/** The clusters that the external backend can use. */
export function EnvironmentsScreen() {
  const saved = useFeed('environments', (api, signal) => api.environments.feed(undefined, { signal }))
  const settings = useFeed('settings', (api, signal) => api.settings.feed(undefined, { signal }))
  const { change } = useBackendSwitch()
  const [edited, setEdited] = useState<{ name: string | null } | null>(null)
  const [refused, setRefused] = useState<string | null>(null)
  const edit = (next: typeof edited) => {
    setEdited(next)
    setRefused(null)
  }
  const use = async (name: string) => setRefused(await change('external', name))
  const used = settings.state === 'live' ? backendInUse(settings.value).environment : null
  const add = (
    <Button leftSection={<IconPlus size={15} aria-hidden />} onClick={() => edit({ name: null })}>
      Add an environment
    </Button>
  )
  return (
    <section className={classes.screen} aria-label="Environments">
      <ScreenHead title="Environments" about="clusters of your own that the pipeline can run on">
        {add}
      </ScreenHead>
      <Answer of={saved} failed="The environments could not be loaded" height={320}>
        {(all) => {
          if (all.length === 0 && !edited) return <NoEnvironments />
          const open = edited ?? { name: all[0]?.environment.name ?? null }
          const entry = all.find(({ environment }) => environment.name === open.name) ?? null
          return (
            <div className={classes.columns}>
              <EnvironmentList all={all} open={open.name} used={used} onOpen={(name) => edit({ name })} />
              <EnvironmentEditor
                key={entry?.environment.name ?? ''}
                saved={entry}
                used={used !== null && used === open.name}
                names={all.map(({ environment }) => environment.name)}
                refused={refused}
                onSaved={(name) => edit({ name })}
                onUse={(name) => void use(name)}
                onClosed={() => edit(null)}
              />
            </div>
          )
        }}
      </Answer>
    </section>
  )
}

function NoEnvironments() {
  return (
    <EmptyState title="No environments yet">
      An environment is a set of clusters that you already have: Kafka, Schema Registry, ClickHouse and S3. Add one,
      test its connections, and run on it.
    </EmptyState>
  )
}
