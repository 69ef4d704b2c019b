import { Button, FileButton } from '@mantine/core'
import type { ScenarioEntry } from '@shared/model/scenario'
import { IconFileImport, IconPlus } from '@tabler/icons-react'
import { type DragEvent, useRef, useState } from 'react'
import { useCommand } from '../../state/connection/use-command'
import { useScenarios } from '../../state/scenarios'
import { ScreenHead } from '../../ui/screen-head'
import { Answer } from '../../widgets/answer'
import { WithDataset } from '../../widgets/with-dataset'
import { CurrentDisturbances } from './current-disturbances'
import { type EditedScenario, ScenarioEditor } from './scenario-editor'
import { ScenarioGroup } from './scenario-group'
import classes from './scenarios-screen.module.css'

/** The running scenario, the built-in scenarios, and the user's own. */
export function ScenariosScreen() {
  return <WithDataset name={null}>{({ typeLabels }) => <Scenarios labels={typeLabels} />}</WithDataset>
}

const NEW: EditedScenario = { id: null, scenario: null }

function Scenarios({ labels }: { labels: Readonly<Record<string, string>> }) {
  const { entries, run, reload } = useScenarios()
  const command = useCommand()
  const [edited, edit] = useState<EditedScenario | null>(null)
  const [over, setOver] = useState(false)
  const resetInput = useRef<() => void>(null)
  const running = run.state === 'live' ? run.value : null

  const take = async (file: File | null | undefined) => {
    resetInput.current?.()
    if (!file) return
    const entry = await command(`${file.name} could not be imported`, (api) => api.scenarios.import({ file }))
    if (!entry) return
    reload()
    edit({ id: entry.id, scenario: entry.scenario })
  }
  const drop = (event: DragEvent) => {
    event.preventDefault()
    setOver(false)
    void take(event.dataTransfer.files[0])
  }
  const remove = async ({ id }: ScenarioEntry) => {
    await command(`${id} could not be deleted`, (api) => api.scenarios.remove({ id }))
    if (edited?.id === id) edit(null)
    reload()
  }
  const saved = () => {
    edit(null)
    reload()
  }
  const all = entries.state === 'live' ? entries.value : []
  const own = all.filter(({ origin }) => origin === 'own')
  const group = { labels, running, edited: edited?.id ?? null, onEdit: edit, onRemove: remove }
  return (
    <section
      className={classes.screen}
      aria-label="Scenarios"
      data-over={over || undefined}
      onDragOver={(event) => {
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setOver(false)
      }}
      onDrop={drop}
    >
      <ScreenHead
        title="Scenarios"
        about="disturb the simulator on purpose; labels next to the reports record what was changed"
      >
        <FileButton
          accept=".json,application/json"
          resetRef={resetInput}
          inputProps={{ 'aria-label': 'Scenario file' }}
          onChange={(file) => void take(file)}
        >
          {(props) => (
            <Button {...props} variant="default" leftSection={<IconFileImport size={15} aria-hidden />}>
              Import a file
            </Button>
          )}
        </FileButton>
        <Button leftSection={<IconPlus size={15} aria-hidden />} onClick={() => edit(NEW)}>
          New scenario
        </Button>
      </ScreenHead>
      <Answer of={run} failed="The running scenario could not be loaded" height={124}>
        {(_value) => <CurrentDisturbances run={running} labels={labels} />}
      </Answer>
      <Answer of={entries} failed="The scenarios could not be loaded" height={480}>
        {(_value) => (
          <div className={classes.columns} data-open={edited !== null || undefined}>
            <div className={classes.groups}>
              {own.length > 0 && <ScenarioGroup {...group} title="Your own" entries={own} />}
              <ScenarioGroup {...group} title="Built in" entries={all.filter(({ origin }) => origin === 'built-in')} />
              {own.length === 0 && (
                <p className={classes.hint}>
                  Your scenarios appear here. Create one, duplicate a built-in one, or drop a scenario file on this
                  page.
                </p>
              )}
            </div>
            {edited && (
              <ScenarioEditor
                key={edited.id ?? `new ${edited.scenario?.name ?? ''}`}
                edited={edited}
                labels={labels}
                onSaved={saved}
                onClose={() => edit(null)}
              />
            )}
          </div>
        )}
      </Answer>
    </section>
  )
}
