import type { Clock } from '@main/ports/clock'
import type { ObservedContainer } from '@main/ports/containers'
import type { Service } from '@shared/model/service'
import { isReached } from './plan-changes'
import { afterObservation, NO_RECORD } from './service-record'
import { isHealthy, isOutdated, isUp } from './services-snapshot'
import { forgetWanted, recordOf, type SupervisorState } from './supervisor-state'

/**
 * Applies an observation of the engine. `inProgress`: services and images with a change in progress during the observation, whose observed
 * state may be outdated. A running service without a wanted state is wanted `running` from now on: it was started before this process, or by
 * someone else.
 */
export function applyObservation(
  memory: SupervisorState,
  services: readonly Service[],
  containers: readonly ObservedContainer[],
  inProgress: { has(name: string): boolean },
  clock: Clock,
): void {
  const { observed, wanted, records } = memory
  observed.clear()
  for (const container of containers) observed.set(container.service, container)
  for (const service of services) {
    const { id } = service
    const container = observed.get(id)
    if (inProgress.has(id)) continue
    const wantedState = wanted.get(id)
    if (wantedState === undefined && isUp(container)) {
      wanted.set(id, 'running')
      records.set(id, { ...NO_RECORD, askedAt: clock.now(), asFound: true })
    }
    if (wantedState !== undefined && isReached(wantedState, container, memory.dataRemoved.has(id)))
      forgetWanted(memory, id)
    if (wanted.get(id) === 'running') {
      const record = afterObservation(recordOf(memory, id), isHealthy(container), isUp(container), clock.elapsed())
      const renew = record.renew || (isUp(container) && isOutdated(memory, service))
      records.set(id, { ...record, renew })
    }
  }
}

/**
 * The engine went away: no container is known any more, and past failures of services are cleared, because the engine may have caused them.
 */
export function forgetEngine(memory: SupervisorState): void {
  memory.observed.clear()
  memory.stopped.clear()
  memory.images.clear()
  memory.revived.clear()
  for (const set of Object.values(memory.expected)) set.clear()
  for (const [id, record] of memory.records) {
    const { askedAt, restarts, hasRun, asFound } = record
    memory.records.set(id, { ...NO_RECORD, askedAt, restarts, hasRun, asFound })
  }
}
