import { Skeleton } from '@mantine/core'
import { assertNever } from '@shared/model/assert-never'
import { Suspense } from 'react'
import { hrefOf, type Route } from '../state/route'
import { lazyChunk } from './lazy-chunk'

const AlertsScreen = lazyChunk(() => import('../features/alerts/alerts-screen').then((screen) => screen.AlertsScreen))
const DeadLettersScreen = lazyChunk(() =>
  import('../features/dead-letters/dead-letters-screen').then((screen) => screen.DeadLettersScreen),
)
const EnvironmentsScreen = lazyChunk(() =>
  import('../features/environments/environments-screen').then((screen) => screen.EnvironmentsScreen),
)
const EventsScreen = lazyChunk(() => import('../features/events/events-screen').then((screen) => screen.EventsScreen))
const IncidentsScreen = lazyChunk(() =>
  import('../features/incidents/incidents-screen').then((screen) => screen.IncidentsScreen),
)
const LiveScreen = lazyChunk(() => import('../features/live/live-screen').then((screen) => screen.LiveScreen))
const LogsScreen = lazyChunk(() => import('../features/logs/logs-screen').then((screen) => screen.LogsScreen))
const PipelineScreen = lazyChunk(() =>
  import('../features/pipeline/pipeline-screen').then((screen) => screen.PipelineScreen),
)
const ReplayScreen = lazyChunk(() => import('../features/replay/replay-screen').then((screen) => screen.ReplayScreen))
const ReportsScreen = lazyChunk(() =>
  import('../features/reports/reports-screen').then((screen) => screen.ReportsScreen),
)
const ScenariosScreen = lazyChunk(() =>
  import('../features/scenarios/scenarios-screen').then((screen) => screen.ScenariosScreen),
)
const ScaleScreen = lazyChunk(() => import('../features/scale/scale-screen').then((screen) => screen.ScaleScreen))
const ScoreScreen = lazyChunk(() => import('../features/score/score-screen').then((screen) => screen.ScoreScreen))
const ServicesScreen = lazyChunk(() =>
  import('../features/services/services-screen').then((screen) => screen.ServicesScreen),
)
const SettingsScreen = lazyChunk(() =>
  import('../features/settings/settings-screen').then((screen) => screen.SettingsScreen),
)

export function ScreenRouter({ route }: { route: Route }) {
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
    case 'scale':
      return <ScaleScreen />
    case 'score':
      return <ScoreScreen />
    case 'services':
      return <ServicesScreen />
    case 'logs':
      return <LogsScreen key={service} service={service} />
    case 'environments':
      return <EnvironmentsScreen />
    case 'settings':
      return <SettingsScreen />
    default:
      return assertNever(screen)
  }
}
