import { useMantineColorScheme } from '@mantine/core'
import { Spotlight, type SpotlightActionData, type SpotlightActionGroupData } from '@mantine/spotlight'
import { FIRST_STEP } from '@shared/model/guide'
import type { Service } from '@shared/model/service'
import type { StageStatus } from '@shared/model/stage'
import {
  IconArrowUpRight,
  IconBook,
  IconDeviceDesktop,
  IconDoorEnter,
  IconFileText,
  IconFlask,
  IconFlaskOff,
  IconKeyboard,
  IconMoon,
  IconPlayerPlay,
  IconPlayerStop,
  IconRefresh,
  IconRoute,
  IconSearch,
  IconSun,
} from '@tabler/icons-react'
import { memo, useMemo } from 'react'
import { useGuide } from '../state/guide'
import { openHelp } from '../state/help-page'
import { openLiveWindow } from '../state/open-live-window'
import { usePipelineStatus } from '../state/pipeline-status'
import { hrefOf, hrefOfLogs } from '../state/route'
import { useScenarios } from '../state/scenarios'
import { useServicesStatus } from '../state/services-status'
import { usePipelineSwitch } from '../state/use-pipeline-switch'
import { useScenarioSwitch } from '../state/use-scenario-switch'
import { useServicesSwitch } from '../state/use-services-switch'
import classes from './command-palette.module.css'
import { SCREENS } from './navigation'

const ICON = { size: 18, stroke: 1.7, 'aria-hidden': true } as const

/** Lists every one-click command by name: Ctrl K or ⌘K. */
export function CommandPalette() {
  const pipeline = usePipelineStatus()
  const services = useServicesStatus()
  const stages = pipeline.state === 'live' ? pipeline.value.stages : []
  const containers = services.state === 'live' ? services.value.services : []
  const commands: Commands = {
    stages: stages.map(({ id, title, state }) => ({ id, title, on: state.state !== 'stopped' })),
    services: containers.map(({ service: { id, title }, wanted }) => ({ id, title, on: wanted })),
  }
  const said = JSON.stringify(commands)
  // The figures of a stage change four times a second, its commands rarely.
  const kept = useMemo<Commands>(() => JSON.parse(said), [said])
  return <Palette {...kept} />
}

interface Commands {
  readonly stages: readonly (Pick<StageStatus, 'id' | 'title'> & { readonly on: boolean })[]
  readonly services: readonly (Pick<Service, 'id' | 'title'> & { readonly on: boolean })[]
}

const Palette = memo(function Palette({ stages, services }: Commands) {
  const { setColorScheme } = useMantineColorScheme()
  const pipeline = usePipelineSwitch()
  const scenarios = useScenarioActions()
  const containers = useServicesSwitch()
  const guide = useGuide()

  const groups: SpotlightActionGroupData[] = [
    {
      group: 'Go to',
      actions: SCREENS.map(({ screen, title, Icon }) => ({
        id: screen,
        label: title,
        leftSection: <Icon {...ICON} />,
        onClick: () => window.location.assign(hrefOf(screen)),
      })),
    },
    {
      group: 'Do',
      actions: [
        { label: 'Start pipeline', leftSection: <IconPlayerPlay {...ICON} />, onClick: () => pipeline.start() },
        { label: 'Stop pipeline', leftSection: <IconPlayerStop {...ICON} />, onClick: () => pipeline.stop() },
        { label: 'Start all services', leftSection: <IconPlayerPlay {...ICON} />, onClick: () => containers.start() },
        { label: 'Stop all services', leftSection: <IconPlayerStop {...ICON} />, onClick: () => containers.stop() },
        { label: 'Open live window', leftSection: <IconArrowUpRight {...ICON} />, onClick: openLiveWindow },
        {
          label: 'Take the tour',
          leftSection: <IconRoute {...ICON} />,
          onClick: () => guide.goToStep(FIRST_STEP),
        },
        { label: 'Welcome', leftSection: <IconDoorEnter {...ICON} />, onClick: () => guide.showWelcome(true) },
        { label: 'Glossary', leftSection: <IconBook {...ICON} />, onClick: () => openHelp('glossary') },
        { label: 'Keyboard shortcuts', leftSection: <IconKeyboard {...ICON} />, onClick: () => openHelp('shortcuts') },
      ].map((action) => ({ ...action, id: action.label })),
    },
    {
      group: 'Theme',
      actions: [
        {
          id: 'light',
          label: 'Light theme',
          leftSection: <IconSun {...ICON} />,
          onClick: () => setColorScheme('light'),
        },
        { id: 'dark', label: 'Dark theme', leftSection: <IconMoon {...ICON} />, onClick: () => setColorScheme('dark') },
        {
          id: 'auto',
          label: 'System theme',
          leftSection: <IconDeviceDesktop {...ICON} />,
          onClick: () => setColorScheme('auto'),
        },
      ],
    },
    { group: 'Stages', actions: stages.map((stage) => onOff(stage, pipeline)) },
    {
      group: 'Services',
      actions: [
        ...services.map((service) => onOff(service, containers)),
        ...services.map((service) => ({
          id: `Restart ${service.title}`,
          label: `Restart ${service.title}`,
          leftSection: <IconRefresh {...ICON} />,
          onClick: () => containers.restart(service),
        })),
        ...services.map(({ id, title }) => ({
          id: `Show logs of ${title}`,
          label: `Show logs of ${title}`,
          leftSection: <IconFileText {...ICON} />,
          onClick: () => window.location.assign(hrefOfLogs(id)),
        })),
      ],
    },
    { group: 'Scenarios', actions: scenarios },
  ]
  return (
    <Spotlight
      actions={groups}
      shortcut="mod + K"
      tagsToIgnore={NO_TAGS}
      triggerOnContentEditable
      nothingFound="No matches."
      scrollable
      classNames={{ action: classes.action ?? '' }}
      attributes={{ content: { 'aria-label': 'Commands' } }}
      scrollAreaProps={{ viewportProps: { tabIndex: 0 } }}
      overlayProps={{ blur: 0, backgroundOpacity: 0.45 }}
      searchProps={{
        leftSection: <IconSearch {...ICON} />,
        placeholder: 'Search or run…',
        'aria-label': 'Search or run a command',
      }}
    />
  )
})

/** The shortcut works in input fields, too. */
const NO_TAGS: string[] = []

function useScenarioActions(): SpotlightActionData[] {
  const { entries, run } = useScenarios()
  const switching = useScenarioSwitch()
  const startable = entries.state === 'live' ? entries.value : []
  const runs = run.state === 'live' && run.value !== null && run.value.state !== 'over'
  const stop = {
    id: 'Stop the scenario',
    label: 'Stop the scenario',
    leftSection: <IconFlaskOff {...ICON} />,
    onClick: () => switching.stop(),
  }
  const starts = startable.flatMap((entry) => {
    const { origin, id, scenario } = entry
    if (!scenario) return []
    const label = `Start scenario ${scenario.name}`
    const start = () => switching.start(entry, scenario.name)
    return [{ id: `${origin} ${id}`, label, leftSection: <IconFlask {...ICON} />, onClick: start }]
  })
  return runs ? [stop, ...starts] : starts
}

/** Starts or stops the named service or stage. */
function onOff<T extends { readonly title: string; readonly on: boolean }>(
  thing: T,
  by: { start(thing: NoInfer<T>): void; stop(thing: NoInfer<T>): void },
): SpotlightActionData {
  const label = `${thing.on ? 'Stop' : 'Start'} ${thing.title}`
  const Icon = thing.on ? IconPlayerStop : IconPlayerPlay
  const run = () => (thing.on ? by.stop(thing) : by.start(thing))
  return { id: label, label, leftSection: <Icon {...ICON} />, onClick: run }
}
