import { assertNever } from '@shared/model/assert-never'
import { AlertsScreen } from '../features/alerts/alerts-screen'
import { DeadLettersScreen } from '../features/dead-letters/dead-letters-screen'
import { EventsScreen } from '../features/events/events-screen'
import { IncidentsScreen } from '../features/incidents/incidents-screen'
import { LiveScreen } from '../features/live/live-screen'
import { LogsScreen } from '../features/logs/logs-screen'
import { PipelineScreen } from '../features/pipeline/pipeline-screen'
import { ReplayScreen } from '../features/replay/replay-screen'
import { ReportsScreen } from '../features/reports/reports-screen'
import { ScenariosScreen } from '../features/scenarios/scenarios-screen'
import { ScoreScreen } from '../features/score/score-screen'
import { ServicesScreen } from '../features/services/services-screen'
import { SettingsScreen } from '../features/settings/settings-screen'
import { hrefOf, type Route } from '../state/route'

export function ScreenOf({ route: { screen, dataset, window, service, incident, rows } }: { route: Route }) {
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
