import { ActionIcon, Button, Menu } from '@mantine/core'
import type { Scenario, ScenarioEntry } from '@shared/model/scenario'
import { IconCopy, IconDots, IconDownload, IconPencil, IconTrash } from '@tabler/icons-react'
import { useState } from 'react'
import { useScenarioSwitch } from '../../state/use-scenario-switch'
import { formatSpan } from '../../ui/format/span'
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
  const [sure, setSure] = useState(false)
  const { origin, id, scenario } = entry
  return (
    <Menu position="bottom-end" width={210} onClose={() => setSure(false)}>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" size={30} className={classes.more} aria-label={`More about ${name}`}>
          <IconDots size={16} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {origin === 'own' && (
          <Menu.Item
            leftSection={<IconPencil {...ICON} />}
            disabled={!scenario}
            onClick={() => onEdit({ id, scenario })}
          >
            Edit
          </Menu.Item>
        )}
        <Menu.Item
          leftSection={<IconCopy {...ICON} />}
          disabled={!scenario}
          onClick={() => scenario && onEdit({ id: null, scenario: { ...scenario, name: `${name}, mine` } })}
        >
          Duplicate
        </Menu.Item>
        <Menu.Item
          leftSection={<IconDownload {...ICON} />}
          disabled={!scenario}
          onClick={() => scenario && saveFile(fileOf(scenario, id))}
        >
          Save as a file
        </Menu.Item>
        {origin === 'own' && (
          <Menu.Item
            color="red"
            leftSection={<IconTrash {...ICON} />}
            closeMenuOnClick={sure}
            onClick={() => (sure ? void onRemove(entry) : setSure(true))}
          >
            {sure ? 'Confirm delete' : 'Delete'}
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  )
}

const ICON = { size: 15, stroke: 1.7, 'aria-hidden': true } as const

/** The file for `millrace run --scenario`. */
function fileOf(scenario: Scenario, id: string): File {
  return new File([`${JSON.stringify(scenario, null, 2)}\n`], `${id}.json`, { type: 'application/json' })
}
