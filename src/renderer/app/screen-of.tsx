import { Skeleton } from '@mantine/core'
import { assertNever } from '@shared/model/assert-never'
import { type FunctionComponent, lazy, Suspense } from 'react'
import { hrefOf, type Route } from '../state/route'

/** The chunks of all screens: each screen is loaded when it is opened, or earlier by `preloadScreens`. */
const chunks: (() => Promise<unknown>)[] = []

function chunk<P extends object>(load: () => Promise<FunctionComponent<P>>) {
  chunks.push(load)
  return lazy(async () => ({ default: await load() }))
}

const AlertsScreen = chunk(() => import('../features/alerts/alerts-screen').then((screen) => screen.AlertsScreen))
const DeadLettersScreen = chunk(() =>
  import('../features/dead-letters/dead-letters-screen').then((screen) => screen.DeadLettersScreen),
)
const EventsScreen = chunk(() => import('../features/events/events-screen').then((screen) => screen.EventsScreen))
const IncidentsScreen = chunk(() =>
  import('../features/incidents/incidents-screen').then((screen) => screen.IncidentsScreen),
)
const LiveScreen = chunk(() => import('../features/live/live-screen').then((screen) => screen.LiveScreen))
const LogsScreen = chunk(() => import('../features/logs/logs-screen').then((screen) => screen.LogsScreen))
const PipelineScreen = chunk(() =>
  import('../features/pipeline/pipeline-screen').then((screen) => screen.PipelineScreen),
)
const ReplayScreen = chunk(() => import('../features/replay/replay-screen').then((screen) => screen.ReplayScreen))
const ReportsScreen = chunk(() => import('../features/reports/reports-screen').then((screen) => screen.ReportsScreen))
const ScenariosScreen = chunk(() =>
  import('../features/scenarios/scenarios-screen').then((screen) => screen.ScenariosScreen),
)
const ScoreScreen = chunk(() => import('../features/score/score-screen').then((screen) => screen.ScoreScreen))
const ServicesScreen = chunk(() =>
  import('../features/services/services-screen').then((screen) => screen.ServicesScreen),
)
const SettingsScreen = chunk(() =>
  import('../features/settings/settings-screen').then((screen) => screen.SettingsScreen),
)

/** Loads the other screens once the page is idle, so that opening one shows no placeholder first. */
export async function preloadScreens(): Promise<void> {
  await new Promise<void>((resolve) => {
    // Safari has no requestIdleCallback.
    if ('requestIdleCallback' in window) window.requestIdleCallback(() => resolve(), { timeout: 5_000 })
    else setTimeout(resolve, 1_000)
  })
  // A chunk that could not be loaded is requested again when its screen is opened.
  for (const load of chunks) await load().catch(() => undefined)
}

export function ScreenOf({ route }: { route: Route }) {
  return (
    <Suspense fallback={<Skeleton h={320} radius={10} />}>
      <Screen route={route} />
    </Suspense>
  )
}

function Screen({ route: { screen, dataset, window, service, incident, rows } }: { route: Route }) {
  switch (screen) {
    case 'pipeline':
      return <PipelineScreen />
    case 'live':
    case 'live-window':
      return <LiveScreen dataset={dataset} hrefOf={(name) => hrefOf(screen, name)} />
    case 'reports':
      return <ReportsScreen dataset={dataset} start={window} />
    case 'events':
      return <EventsScreen dataset={dataset} start={window} rows={rows} />
    case 'incidents':
      return <IncidentsScreen selected={incident} />
    case 'alerts':
      return <AlertsScreen />
    case 'dead-letters':
      return <DeadLettersScreen dataset={dataset} />
    case 'replay':
      return <ReplayScreen />
    case 'scenarios':
      return <ScenariosScreen />
    case 'score':
      return <ScoreScreen />
    case 'services':
      return <ServicesScreen />
    case 'logs':
      return <LogsScreen key={service} service={service} />
    case 'settings':
      return <SettingsScreen />
    default:
      return assertNever(screen)
  }
}
