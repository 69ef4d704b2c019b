import { assertNever } from '@shared/model/assert-never'
import type { EngineStatus, ServiceStatus } from '@shared/model/service'

/** What a service needs from the user: it works, it recovers automatically, it needs attention, or it is not wanted. */
export type Standing = 'healthy' | 'under-way' | 'needs-you' | 'off'

type Stood = Pick<ServiceStatus, 'wanted' | 'state'>

/** A service that has died this often since it was last healthy will probably not recover automatically. */
const MANY_RESTARTS = 3

export function standingOf({ wanted, state }: Stood): Standing {
  switch (state.state) {
    case 'healthy':
      return 'healthy'
    case 'unhealthy':
    case 'failed':
      return 'needs-you'
    case 'restarting':
      return state.outOfMemory || state.count >= MANY_RESTARTS ? 'needs-you' : 'under-way'
    case 'waiting':
    case 'pulling':
    case 'building':
    case 'starting':
      return 'under-way'
    case 'missing':
    case 'stopped':
      return wanted ? 'under-way' : 'off'
    case 'stopping':
      return 'off'
    default:
      return assertNever(state)
  }
}

export function countStandings(services: readonly Stood[]): Record<Standing, number> {
  const counts = { healthy: 0, 'under-way': 0, 'needs-you': 0, off: 0 }
  for (const service of services) counts[standingOf(service)]++
  return counts
}

/** The number of things that need the user's attention; an unreachable engine is one, if any service is wanted. */
export function needsYou({ engine, services }: { engine: EngineStatus; services: readonly Stood[] }): number {
  if (engine.state === 'away') return services.some(({ wanted }) => wanted) ? 1 : 0
  return countStandings(services)['needs-you']
}
