import { Tooltip, VisuallyHidden } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import type { AppInfo } from '@shared/model/app'
import { SCREEN_TITLES, type Screen } from '@shared/model/screen'
import {
  type Icon,
  IconActivity,
  IconAlertCircle,
  IconBell,
  IconChartArrows,
  IconFileText,
  IconFlask,
  IconHistory,
  IconListSearch,
  IconMailX,
  IconPlugConnected,
  IconReportAnalytics,
  IconServer2,
  IconSettings,
  IconTargetArrow,
  IconTopologyBus,
} from '@tabler/icons-react'
import { useFeed } from '../state/connection/use-feed'
import { useIncidents } from '../state/incidents'
import { hrefOf } from '../state/route'
import { useScenarios } from '../state/scenarios'
import { needsYou } from '../state/service-attention'
import { useServicesStatus } from '../state/services-status'
import { formatCount } from '../ui/format/numbers'
import { AppUsage } from './app-usage'
import classes from './navigation.module.css'

interface ScreenEntry {
  readonly screen: Screen
  readonly title: string
  readonly Icon: Icon
}

function entry(screen: Screen, Icon: Icon): ScreenEntry {
  return { screen, title: SCREEN_TITLES[screen], Icon }
}

/** The screens in three groups: the data, what the pipeline runs on, and the settings. */
const GROUPS: readonly (readonly ScreenEntry[])[] = [
  [
    entry('pipeline', IconTopologyBus),
    entry('live', IconActivity),
    entry('reports', IconReportAnalytics),
    entry('events', IconListSearch),
    entry('incidents', IconAlertCircle),
    entry('dead-letters', IconMailX),
    entry('replay', IconHistory),
  ],
  [entry('services', IconServer2), entry('logs', IconFileText), entry('environments', IconPlugConnected)],
  [
    entry('scenarios', IconFlask),
    entry('alerts', IconBell),
    entry('score', IconTargetArrow),
    entry('scale', IconChartArrows),
    entry('settings', IconSettings),
  ],
]

export const SCREENS: readonly ScreenEntry[] = GROUPS.flat()

export function Navigation({ screen, info }: { screen: Screen; info: AppInfo | null }) {
  const narrow = useMediaQuery('(max-width: 1279px)')
  return (
    <nav className={classes.navigation} aria-label="Screens">
      <div>
        {GROUPS.map((items) => (
          <ul key={items[0]?.screen} className={classes.items}>
            {items.map(({ screen: item, title, Icon }) => (
              <li key={item}>
                <Tooltip label={title} position="right" disabled={!narrow}>
                  <a
                    className={classes.item}
                    href={hrefOf(item)}
                    aria-current={item === screen ? 'page' : undefined}
                    data-tour={`to-${item}`}
                  >
                    <Icon size={18} stroke={1.7} aria-hidden />
                    <span className={classes.title}>{title}</span>
                    {item === 'dead-letters' && <DeadLettersCount />}
                    {item === 'incidents' && <OpenIncidents />}
                    {item === 'services' && <ServicesCount />}
                    {item === 'scenarios' && <ScenarioOn />}
                  </a>
                </Tooltip>
              </li>
            ))}
          </ul>
        ))}
      </div>
      <AppUsage info={info} />
    </nav>
  )
}

function OpenIncidents() {
  const incidents = useIncidents()
  const open = incidents.state === 'live' ? incidents.value.open : []
  if (open.length === 0) return null
  return (
    <span className={classes.count} data-urgent={open.some(({ state }) => state === 'open') || undefined}>
      {open.length > 99 ? '99+' : open.length}
      <VisuallyHidden> open</VisuallyHidden>
    </span>
  )
}

/** Marks a running scenario, so that you know why things go wrong. */
function ScenarioOn() {
  const { run } = useScenarios()
  if (run.state !== 'live' || run.value === null || run.value.state === 'over') return null
  return <span className={classes.count}>on</span>
}

function DeadLettersCount() {
  const counts = useFeed('dead-letters', (api, signal) => api.deadLetters.counts(undefined, { signal }))
  const count = counts.state === 'live' ? Object.values(counts.value).reduce((sum, { open }) => sum + open, 0) : 0
  if (count === 0) return null
  return (
    <span className={classes.count}>
      {count > 999 ? '999+' : formatCount(count)}
      <VisuallyHidden> open</VisuallyHidden>
    </span>
  )
}

function ServicesCount() {
  const status = useServicesStatus()
  const count = status.state === 'live' ? needsYou(status.value) : 0
  if (count === 0) return null
  return (
    <span className={classes.count} data-urgent>
      {count}
      <VisuallyHidden> {count === 1 ? 'needs' : 'need'} you</VisuallyHidden>
    </span>
  )
}
