import { assertNever } from '@shared/model/assert-never'
import { PipelineScreen } from '../features/pipeline/pipeline-screen'
import type { Route } from './route'

export function ScreenOf({ route }: { route: Route }) {
  switch (route.screen) {
    case 'pipeline':
      return <PipelineScreen />
    case 'live':
    case 'live-window':
    case 'reports':
    case 'dead-letters':
    case 'replay':
    case 'settings':
      return null
    default:
      return assertNever(route.screen)
  }
}
