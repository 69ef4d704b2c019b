import type { Feed } from '@main/signals/feed'
import { FaultError } from '@shared/model/fault'
import type { ServiceId, ServiceStatus, ServicesStatus } from '@shared/model/service'
import { withDependencies } from './compose/start-order'

/**
 * Resolves once all of these services do what they are there for: they are healthy, or have ended well where that is all they have
 * to do. Throws the fault as soon as one of them, or one that they depend on, cannot come up by itself: `service-died`, `image-missing`
 * and the like, `service-unhealthy`, `service-away` when nobody wants it, `engine-*`. On abort rejects with the signal's reason.
 */
export async function whenHealthy(
  feed: Feed<ServicesStatus>,
  ids: readonly ServiceId[],
  signal: AbortSignal,
): Promise<void> {
  for await (const status of feed.follow(signal)) {
    if (status.engine.state === 'away') throw new FaultError(status.engine.fault)
    if (status.engine.state === 'looking') continue
    const all = status.services.map(({ service }) => ({ id: service.id, dependsOn: service.dependsOn }))
    const needed = withDependencies(all, ids)
    const concerned = status.services.filter(({ service }) => needed.includes(service.id))
    for (const service of concerned) check(service)
    if (concerned.filter(({ service }) => ids.includes(service.id)).every(isDone)) return
  }
  throw signal.reason
}

function isDone({ state }: ServiceStatus): boolean {
  return state.state === 'healthy' || (state.state === 'stopped' && state.exitCode === 0)
}

function check({ service, state, wanted }: ServiceStatus): void {
  if (state.state === 'failed') throw new FaultError(state.fault)
  if (state.state === 'unhealthy') {
    throw new FaultError({ code: 'service-unhealthy', service: service.title, output: state.output })
  }
  const ended = state.state === 'stopped' && state.exitCode !== 0
  if (wanted ? ended : !isDone({ service, state, wanted, restarts: 0 })) {
    const reason = ended ? `it ended with code ${state.exitCode}` : 'it was stopped'
    throw new FaultError({ code: 'service-away', service: service.title, reason })
  }
}
