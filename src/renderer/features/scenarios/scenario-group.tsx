import type { ScenarioEntry, ScenarioRun } from '@shared/model/scenario'
import { Card } from '../../ui/card'
import type { EditedScenario } from './scenario-editor'
import classes from './scenario-group.module.css'
import { ScenarioItem } from './scenario-item'

interface ScenarioGroupProps {
  title: string
  entries: readonly ScenarioEntry[]
  labels: Readonly<Record<string, string>>
  running: ScenarioRun | null
  /** The id of the scenario that is open in the editor. */
  edited: string | null
  onEdit(edited: EditedScenario): void
  onRemove(entry: ScenarioEntry): Promise<void>
}

export function ScenarioGroup({ title, entries, running, edited, ...same }: ScenarioGroupProps) {
  return (
    <Card title={title} about="scenarios" className={classes.group}>
      <ul className={classes.items}>
        {entries.map((entry) => (
          <ScenarioItem
            key={`${entry.origin} ${entry.id}`}
            entry={entry}
            on={isRunning(entry, running)}
            edited={entry.origin === 'own' && entry.id === edited}
            {...same}
          />
        ))}
      </ul>
    </Card>
  )
}

/** A run contains its disturbances, but not the file it came from. */
function isRunning({ scenario }: ScenarioEntry, run: ScenarioRun | null): boolean {
  if (!run || !scenario || run.state === 'over' || run.scenario !== scenario.name) return false
  return (
    JSON.stringify(run.disturbances.map(({ disturbance }) => disturbance)) === JSON.stringify(scenario.disturbances)
  )
}
