import { Button, Menu, Switch } from '@mantine/core'
import type { SavedEnvironment } from '@shared/model/environment'
import { IconPlugConnected } from '@tabler/icons-react'
import { useState } from 'react'
import { useCommand } from '../../state/connection/use-command'
import { Card } from '../../ui/card'
import { MoreMenu } from '../../ui/more-menu'
import { Problem } from '../../ui/problem'
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
  /** Why the pipeline does not run on it, after `onUse`. */
  refused: string | null
  onSaved(name: string): void
  /** Runs the pipeline on it, once it is saved. */
  onUse(name: string): void
  onClosed(): void
}

export function EnvironmentEditor({ saved, used, names, refused, onSaved, onUse, onClosed }: EnvironmentEditorProps) {
  const draft = useEnvironmentDraft(saved)
  const command = useCommand()
  const { test, problem, start, stop } = useConnectionTest()
  const [unusable, setUnusable] = useState(false)
  const { name, readOnly } = draft.environment
  const taken = saved === null && names.includes(name.trim())

  const checked = () => {
    const environment = draft.checked()
    const usable = environment !== null && !taken
    setUnusable(!usable)
    return usable ? environment : null
  }
  const save = async (): Promise<string | null> => {
    const environment = checked()
    if (!environment) return null
    const saving = await command(`${environment.name} could not be saved`, async (api) => {
      await api.environments.save({ environment, secrets: draft.secrets })
      return environment.name
    })
    if (saving !== null) onSaved(saving)
    return saving
  }
  const use = async () => {
    const environment = await save()
    if (environment !== null) onUse(environment)
  }
  const tryIt = () => {
    const environment = checked()
    if (environment) start(environment, draft.secrets)
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
            description="Millrace only reads here: no topic, table, bucket or object is created or changed"
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
          {unusable && (
            <p className={classes.problem} role="alert">
              Some fields need another value. They are marked.
            </p>
          )}
          {refused !== null && <Problem title={`The pipeline does not run on ${name}`} message={refused} />}
          {problem !== null && <Problem title="The test could not be finished" message={problem} />}
          <TestVerdict test={test} />
        </div>
      </Card>
      <div className={classes.cards}>
        <div className={classes.column}>
          <KafkaCard draft={draft} test={test} />
          <S3Card draft={draft} test={test} />
        </div>
        <div className={classes.column}>
          <RegistryCard draft={draft} test={test} />
          <ClickHouseCard draft={draft} test={test} />
          <EnvironmentSinkCard draft={draft} test={test} />
        </div>
      </div>
    </div>
  )
}
