import { Button, Menu } from '@mantine/core'
import type { Scenario, ScenarioEntry } from '@shared/model/scenario'
import { IconCopy, IconDownload, IconPencil } from '@tabler/icons-react'
import { useScenarioSwitch } from '../../state/use-scenario-switch'
import { formatSpan } from '../../ui/format/time-span'
import { MENU_ICON, MoreMenu } from '../../ui/more-menu'
import { saveFile } from '../../ui/save-file'
import { lengthOf, whatWords, whenWords } from './disturbance-words'
import type { EditedScenario } from './scenario-editor'
import classes from './scenario-item.module.css'
import { ScenarioTimeline } from './scenario-timeline'

interface ScenarioItemProps {
  entry: ScenarioEntry
  on: boolean
  edited: boolean
  labels: Readonly<Record<string, string>>
  onEdit(edited: EditedScenario): void
  onRemove(entry: ScenarioEntry): Promise<void>
}

/** The height of the whole picture in pixels, for any number of rows. */
const PICTURE = 46
/** The built-in scenario that the tour starts. */
const TOUR_SCENARIO = 'error-burst'
/** The number of disturbances that are described and drawn individually. */
const SHOWN = 3

export function ScenarioItem({ entry, on, edited, labels, onEdit, onRemove }: ScenarioItemProps) {
  const { scenario } = entry
  const switching = useScenarioSwitch()
  const name = scenario?.name ?? entry.id
  return (
    <li className={classes.item} aria-label={name} data-marked={edited || on || undefined}>
      <div className={classes.picture}>
        {scenario && (
          <ScenarioTimeline disturbances={scenario.disturbances} rowHeight={rowHeightOf(scenario)} most={SHOWN} />
        )}
      </div>
      <div className={classes.words}>
        <strong className={classes.name}>{name}</strong>
        {scenario ? <What scenario={scenario} labels={labels} /> : <p className={classes.problem}>{entry.problem}</p>}
      </div>
      <span className={classes.length}>{scenario && formatSpan(lengthOf(scenario.disturbances))}</span>
      <div className={classes.actions}>
        {on ? (
          <Button variant="default" size="xs" aria-label={`Stop ${name}`} onClick={() => switching.stop()}>
            Stop
          </Button>
        ) : (
          <Button
            variant="default"
            size="xs"
            disabled={!scenario}
            aria-label={`Start ${name}`}
            data-tour={entry.origin === 'built-in' && entry.id === TOUR_SCENARIO ? 'start-checkout-errors' : undefined}
            onClick={() => switching.start(entry, name)}
          >
            Start
          </Button>
        )}
        <More entry={entry} name={name} onEdit={onEdit} onRemove={onRemove} />
      </div>
    </li>
  )
}

function rowHeightOf({ disturbances }: Scenario): number {
  return PICTURE / Math.min(SHOWN, disturbances.length)
}

function What({ scenario: { disturbances }, labels }: { scenario: Scenario; labels: ScenarioItemProps['labels'] }) {
  const more = disturbances.length - SHOWN
  return (
    <>
      {disturbances.slice(0, SHOWN).map((disturbance, i) => (
        <p key={i} className={classes.what}>
          {whatWords(disturbance, labels)}, {whenWords(disturbance)}
        </p>
      ))}
      {more > 0 && <p className={classes.what}>and {more} more</p>}
    </>
  )
}

type MoreProps = Pick<ScenarioItemProps, 'entry' | 'onEdit' | 'onRemove'> & { name: string }

function More({ entry, name, onEdit, onRemove }: MoreProps) {
  const { origin, id, scenario } = entry
  const isOwn = origin === 'own'
  return (
    <MoreMenu name={name} width={210} onDelete={isOwn ? () => void onRemove(entry) : undefined}>
      {isOwn && (
        <Menu.Item
          leftSection={<IconPencil {...MENU_ICON} />}
          disabled={!scenario}
          onClick={() => onEdit({ id, scenario })}
        >
          Edit
        </Menu.Item>
      )}
      <Menu.Item
        leftSection={<IconCopy {...MENU_ICON} />}
        disabled={!scenario}
        onClick={() => scenario && onEdit({ id: null, scenario: { ...scenario, name: `${name}, mine` } })}
      >
        Duplicate
      </Menu.Item>
      <Menu.Item
        leftSection={<IconDownload {...MENU_ICON} />}
        disabled={!scenario}
        onClick={() => scenario && saveFile(fileOf(scenario, id))}
      >
        Save as a file
      </Menu.Item>
    </MoreMenu>
  )
}

/** The file for `millrace run --scenario`. */
function fileOf(scenario: Scenario, id: string): File {
  return new File([`${JSON.stringify(scenario, null, 2)}\n`], `${id}.json`, { type: 'application/json' })
}
