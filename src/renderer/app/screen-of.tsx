import { Skeleton } from '@mantine/core'
import { assertNever } from '@shared/model/assert-never'
import { lazy, Suspense } from 'react'
import { hrefOf, type Route } from '../state/route'

// Each screen is its own chunk, loaded when it is first opened.
const AlertsScreen = lazy(() =>
  import('../features/alerts/alerts-screen').then((screen) => ({ default: screen.AlertsScreen })),
)
const DeadLettersScreen = lazy(() =>
  import('../features/dead-letters/dead-letters-screen').then((screen) => ({ default: screen.DeadLettersScreen })),
)
const EventsScreen = lazy(() =>
  import('../features/events/events-screen').then((screen) => ({ default: screen.EventsScreen })),
)
const IncidentsScreen = lazy(() =>
  import('../features/incidents/incidents-screen').then((screen) => ({ default: screen.IncidentsScreen })),
)
const LiveScreen = lazy(() => import('../features/live/live-screen').then((screen) => ({ default: screen.LiveScreen })))
const LogsScreen = lazy(() => import('../features/logs/logs-screen').then((screen) => ({ default: screen.LogsScreen })))
const PipelineScreen = lazy(() =>
  import('../features/pipeline/pipeline-screen').then((screen) => ({ default: screen.PipelineScreen })),
)
const ReplayScreen = lazy(() =>
  import('../features/replay/replay-screen').then((screen) => ({ default: screen.ReplayScreen })),
)
const ReportsScreen = lazy(() =>
  import('../features/reports/reports-screen').then((screen) => ({ default: screen.ReportsScreen })),
)
const ScenariosScreen = lazy(() =>
  import('../features/scenarios/scenarios-screen').then((screen) => ({ default: screen.ScenariosScreen })),
)
const ScoreScreen = lazy(() =>
  import('../features/score/score-screen').then((screen) => ({ default: screen.ScoreScreen })),
)
const ServicesScreen = lazy(() =>
  import('../features/services/services-screen').then((screen) => ({ default: screen.ServicesScreen })),
)
const SettingsScreen = lazy(() =>
  import('../features/settings/settings-screen').then((screen) => ({ default: screen.SettingsScreen })),
)

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
