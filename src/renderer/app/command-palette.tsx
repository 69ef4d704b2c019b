import { useMantineColorScheme } from '@mantine/core'
import { Spotlight, type SpotlightActionData, type SpotlightActionGroupData } from '@mantine/spotlight'
import type { StageStatus } from '@shared/model/stage'
import {
  IconArrowUpRight,
  IconDeviceDesktop,
  IconFlask,
  IconFlaskOff,
  IconMoon,
  IconPlayerPlay,
  IconPlayerStop,
  IconSearch,
  IconSun,
} from '@tabler/icons-react'
import { memo, useMemo } from 'react'
import classes from './command-palette.module.css'
import { PLACES } from './navigation'
import { openLiveWindow } from './open-live-window'
import { usePipelineStatus } from './pipeline-status'
import { hrefOf } from './route'
import { useScenarios } from './scenarios'
import { usePipelineSwitch } from './use-pipeline-switch'
import { useScenarioSwitch } from './use-scenario-switch'

const ICON = { size: 18, stroke: 1.7, 'aria-hidden': true } as const

/** Everything that can be done with one click, by name: Ctrl K or ⌘K. */
export function CommandPalette() {
  const feed = usePipelineStatus()
  const stages = feed.state === 'live' ? feed.value.stages : NONE
  const commands = stages.map(({ id, title, state }) => ({ id, title, stopped: state.state === 'stopped' }))
  const said = JSON.stringify(commands)
  // The figures of a stage change four times a second, its commands seldom.
  const kept = useMemo<readonly StageCommand[]>(() => JSON.parse(said), [said])
  return <Palette stages={kept} />
}

const NONE: readonly StageStatus[] = []

interface StageCommand extends Pick<StageStatus, 'id' | 'title'> {
  readonly stopped: boolean
}

const Palette = memo(function Palette({ stages }: { stages: readonly StageCommand[] }) {
  const { setColorScheme } = useMantineColorScheme()
  const pipeline = usePipelineSwitch()
  const scenarios = useScenarioActions()

  const groups: SpotlightActionGroupData[] = [
    {
      group: 'Go to',
      actions: PLACES.map(({ screen, title, Icon }) => ({
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
        { label: 'Open live window', leftSection: <IconArrowUpRight {...ICON} />, onClick: openLiveWindow },
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
    {
      group: 'Stages',
      actions: stages
        .map((stage) =>
          stage.stopped
            ? {
                label: `Start ${stage.title}`,
                leftSection: <IconPlayerPlay {...ICON} />,
                onClick: () => pipeline.start(stage),
              }
            : {
                label: `Stop ${stage.title}`,
                leftSection: <IconPlayerStop {...ICON} />,
                onClick: () => pipeline.stop(stage),
              },
        )
        .map((action) => ({ ...action, id: action.label })),
    },
    { group: 'Scenarios', actions: scenarios },
  ]
  return (
    <Spotlight
      actions={groups}
      shortcut="mod + K"
      nothingFound="Nothing has that name."
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
