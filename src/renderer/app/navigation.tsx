import { Tooltip } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import type { AppInfo } from '@shared/model/app'
import {
  type Icon,
  IconActivity,
  IconFlask,
  IconHistory,
  IconMailX,
  IconReportAnalytics,
  IconSettings,
  IconTopologyBus,
} from '@tabler/icons-react'
import { formatCount } from '../ui/format/count'
import { useFeed } from './connection/use-feed'
import classes from './navigation.module.css'
import { hrefOf, type Screen } from './route'
import { useScenarios } from './scenarios'
import { Usage } from './usage'

export const PLACES: readonly { screen: Screen; title: string; Icon: Icon }[] = [
  { screen: 'pipeline', title: 'Pipeline', Icon: IconTopologyBus },
  { screen: 'live', title: 'Live', Icon: IconActivity },
  { screen: 'reports', title: 'Reports', Icon: IconReportAnalytics },
  { screen: 'dead-letters', title: 'Dead letters', Icon: IconMailX },
  { screen: 'replay', title: 'Replay', Icon: IconHistory },
  { screen: 'scenarios', title: 'Scenarios', Icon: IconFlask },
  { screen: 'settings', title: 'Settings', Icon: IconSettings },
]

export function Navigation({ screen, info }: { screen: Screen; info: AppInfo | null }) {
  const narrow = useMediaQuery('(max-width: 1279px)')
  const counts = useFeed('dead-letters', (api, signal) => api.deadLetters.counts(undefined, { signal }))
  const deadLetters = counts.state === 'live' ? Object.values(counts.value).reduce((sum, n) => sum + n, 0) : 0
  return (
    <nav className={classes.navigation} aria-label="Screens">
      <ul className={classes.places}>
        {PLACES.map(({ screen: place, title, Icon }) => (
          <li key={place}>
            <Tooltip label={title} position="right" disabled={!narrow}>
              <a className={classes.place} href={hrefOf(place)} aria-current={place === screen ? 'page' : undefined}>
                <Icon size={18} stroke={1.7} aria-hidden />
                <span className={classes.title}>{title}</span>
                {place === 'dead-letters' && deadLetters > 0 && (
                  <span className={classes.count}>{deadLetters > 999 ? '999+' : formatCount(deadLetters)}</span>
                )}
                {place === 'scenarios' && <ScenarioOn />}
              </a>
            </Tooltip>
          </li>
        ))}
      </ul>
      <Usage info={info} />
    </nav>
  )
}

/** Nobody should wonder why things go wrong while a scenario runs. */
function ScenarioOn() {
  const { run } = useScenarios()
  if (run.state !== 'live' || run.value === null || run.value.state === 'over') return null
  return <span className={classes.count}>on</span>
}
