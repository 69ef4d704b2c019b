import { ActionIcon, Button, TextInput } from '@mantine/core'
import type { Scenario, ScenarioId } from '@shared/model/scenario'
import { IconPlus, IconX } from '@tabler/icons-react'
import { useState } from 'react'
import { useCommand } from '../../state/connection/use-command'
import { Card } from '../../ui/card'
import { Form } from '../../ui/form'
import { DisturbanceFields } from './disturbance-fields'
import { checkDraft, type DisturbanceDraft, draftOf, newDisturbance, type ScenarioDraft } from './scenario-draft'
import classes from './scenario-editor.module.css'
import { ScenarioTimeline } from './scenario-timeline'

/** The editor's initial content: the user's own scenario, a copy without an id, or empty. */
export interface EditedScenario {
  readonly id: ScenarioId | null
  readonly scenario: Scenario | null
}

interface ScenarioEditorProps {
  edited: EditedScenario
  labels: Readonly<Record<string, string>>
  onSaved(): void
  onClose(): void
}

const ROW_HEIGHT = 22
const MOST_ROWS = 8

export function ScenarioEditor({ edited: { id, scenario: given }, labels, onSaved, onClose }: ScenarioEditorProps) {
  const command = useCommand()
  const [draft, setDraft] = useState<ScenarioDraft>(() =>
    given ? draftOf(given) : { name: '', disturbances: [newDisturbance()] },
  )
  // Errors show only after the first attempt to save.
  const [tried, setTried] = useState(false)
  const checked = checkDraft(draft)
  const problems = tried ? checked.problems : null
  const { name, disturbances } = draft

  const setRow = (changed: DisturbanceDraft) =>
    setDraft({ name, disturbances: disturbances.map((row) => (row.key === changed.key ? changed : row)) })
  const removeRow = (key: number) => setDraft({ name, disturbances: disturbances.filter((row) => row.key !== key) })
  const save = async () => {
    setTried(true)
    const { scenario } = checked
    if (!scenario) return
    const request = id === null ? { scenario } : { id, scenario }
    if (await command(`${scenario.name} could not be saved`, (api) => api.scenarios.save(request))) onSaved()
  }
  return (
    <Card
      about="scenario-editor"
      title={id === null ? 'New scenario' : 'Edit scenario'}
      className={classes.editor}
      aside={
        <ActionIcon variant="subtle" color="gray" className={classes.close} aria-label="Close editor" onClick={onClose}>
          <IconX size={16} aria-hidden />
        </ActionIcon>
      }
    >
      <Form className={classes.form} submit="Save scenario" onSubmit={save} onCancel={onClose}>
        <TextInput
          label="Name"
          data-autofocus
          placeholder="Payments fail"
          value={name}
          error={problems?.name}
          onChange={(event) => setDraft({ name: event.currentTarget.value, disturbances })}
        />
        {checked.scenario && (
          <div className={classes.picture}>
            <ScenarioTimeline disturbances={checked.scenario.disturbances} rowHeight={ROW_HEIGHT} most={MOST_ROWS} />
          </div>
        )}
        <ol className={classes.rows}>
          {disturbances.map((row, i) => (
            <li key={row.key}>
              <DisturbanceFields
                row={row}
                number={i + 1}
                problems={problems?.rows[i] ?? {}}
                labels={labels}
                onChange={setRow}
                onRemove={() => removeRow(row.key)}
              />
            </li>
          ))}
        </ol>
        {problems?.list && (
          <p className={classes.problem} role="alert">
            {problems.list}
          </p>
        )}
        <Button
          variant="default"
          size="xs"
          leftSection={<IconPlus size={14} aria-hidden />}
          onClick={() => setDraft({ name, disturbances: [...disturbances, newDisturbance()] })}
        >
          Add a disturbance
        </Button>
      </Form>
    </Card>
  )
}
