import { Button, Menu, Switch } from '@mantine/core'
import type { SavedEnvironment } from '@shared/model/environment'
import { IconPlugConnected } from '@tabler/icons-react'
import { useState } from 'react'
import { useBackendSwitch } from '../../state/backend-switch'
import { useCommand } from '../../state/connection/use-command'
import { Card } from '../../ui/card'
import { MoreMenu } from '../../ui/more-menu'
import { ClickHouseCard } from './clickhouse-card'
import classes from './environment-editor.module.css'
import { TextField } from './fields'
import { KafkaCard } from './kafka-card'
import { RegistryCard } from './registry-card'
import { S3Card } from './s3-card'
import { EnvironmentSinkCard } from './sink-card'
import { TestVerdict } from './test-verdict'
import { useConnectionTest } from './use-connection-test'
import { useEnvironmentDraft } from './use-environment-draft'

interface EnvironmentEditorProps {
  /** Null: a new one. */
  saved: SavedEnvironment | null
  /** The pipeline runs on it. */
  used: boolean
  names: readonly string[]
  onSaved(name: string): void
  onClosed(): void
}

export function EnvironmentEditor({ saved, used, names, onSaved, onClosed }: EnvironmentEditorProps) {
  const draft = useEnvironmentDraft(saved)
  const command = useCommand()
  const { change } = useBackendSwitch()
  const { test, start, stop } = useConnectionTest()
  const [problem, setProblem] = useState<string | null>(null)
  const { name, readOnly } = draft.environment
  const taken = saved === null && names.includes(name.trim())

  const save = async (): Promise<string | null> => {
    const environment = draft.checked()
    if (!environment || taken) {
      setProblem('Some fields need another value. They are marked below.')
      return null
    }
    setProblem(null)
    const done = await command(`${environment.name} could not be saved`, async (api) => {
      await api.environments.save({ environment, secrets: draft.secrets })
      return true
    })
    if (!done) return null
    onSaved(environment.name)
    return environment.name
  }
  const use = async () => {
    const environment = await save()
    if (environment !== null) setProblem(await change('external', environment))
  }
  const tryIt = () => {
    const environment = draft.checked()
    if (!environment) return setProblem('Some fields need another value. They are marked below.')
    setProblem(null)
    start(environment, draft.secrets)
  }
  const remove = async () => {
    const done = await command(`${name} could not be deleted`, async (api) => {
      await api.environments.remove({ name })
      return true
    })
    if (done) onClosed()
  }
  return (
    <div className={classes.editor}>
      <Card
        about="environment"
        title={saved ? name : 'New environment'}
        aside={
          saved && (
            <MoreMenu name={name} width={190} onDelete={used ? undefined : () => void remove()}>
              {used && <Menu.Label>In use: choose another backend before you delete it</Menu.Label>}
            </MoreMenu>
          )
        }
      >
        <div className={classes.fields}>
          {!saved && (
            <TextField
              label="Name"
              value={name}
              error={taken ? 'Another environment has this name.' : draft.errorOf('name')}
              onChange={(text) => draft.change({ name: text })}
            />
          )}
          <Switch
            label="Read-only"
            description="Look, never write: no topic, table, bucket or object is created or changed"
            checked={readOnly}
            onChange={(event) => draft.change({ readOnly: event.currentTarget.checked })}
          />
          <div className={classes.actions}>
            <Button onClick={() => void save()}>Save</Button>
            <Button
              variant="default"
              leftSection={<IconPlugConnected size={15} aria-hidden />}
              loading={test?.state === 'running'}
              onClick={tryIt}
            >
              Test the connections
            </Button>
            {test?.state === 'running' && (
              <Button variant="subtle" onClick={stop}>
                Cancel
              </Button>
            )}
            {!used && (
              <Button variant="default" className={classes.use} onClick={() => void use()}>
                Save and run on it
              </Button>
            )}
          </div>
          {problem !== null && (
            <p className={classes.problem} role="alert">
              {problem}
            </p>
          )}
          <TestVerdict test={test} />
        </div>
      </Card>
      <div className={classes.cards}>
        <KafkaCard draft={draft} test={test} />
        <RegistryCard draft={draft} test={test} />
        <ClickHouseCard draft={draft} test={test} />
        <S3Card draft={draft} test={test} />
        <EnvironmentSinkCard draft={draft} test={test} />
      </div>
    </div>
  )
}
