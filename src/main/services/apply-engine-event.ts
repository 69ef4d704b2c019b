import type { Clock } from '@main/ports/clock'
import type { EngineEvent } from '@main/ports/containers'
import type { Service, ServiceId } from '@shared/model/service'
import { afterDeath, NO_RECORD } from './service-record'
import { blockerOf, isUp } from './services-snapshot'
import { changeRecord, forgetWanted, recordOf, type SupervisorState } from './supervisor-state'

/**
 * Applies an event of the engine to the wanted states. A container that others stop or remove (`docker stop`, `docker compose down`,
 * another Millrace) is no longer wanted. One that ends in any other way (exit, `kill -9`, `docker kill`, out of memory) died, and is
 * restarted.
 */
export function applyEngineEvent(
  memory: SupervisorState,
  services: readonly Service[],
  event: EngineEvent,
  clock: Clock,
): void {
  if (event.what === 'watching' || event.what === 'changed') return
  const { id, service } = event
  const { expected, records } = memory
  switch (event.what) {
    case 'died': {
      memory.revived.delete(id)
      const known = services.find((other) => other.id === service)
      if (!known || expected.stops.has(id) || memory.wanted.get(service) !== 'running') return
      const blameless = blockerOf(memory, known) !== null
      records.set(service, afterDeath(recordOf(memory, service), event, clock.elapsed(), blameless))
      return
    }
    case 'stopped':
      if (!expected.stops.delete(id)) memory.stopped.set(id, service)
      return
    case 'removed':
      if (!expected.removals.delete(id) && memory.observed.get(service)?.id === id) forgetWanted(memory, service)
      return
    case 'started':
      if (expected.starts.delete(id)) return
      // The supervisor had given it up, and now someone started it.
      if (recordOf(memory, service).fault && memory.observed.get(service)?.state === 'exited') {
        records.set(service, { ...NO_RECORD, askedAt: clock.now() })
      }
  }
}

/**
 * Applies stops from outside, using the observation after them. An engine that shuts down also emits `stop` for its containers and is then
 * unreachable; those containers stay wanted for when it returns.
 */
export function applyStops(memory: SupervisorState, stops: ReadonlyMap<string, ServiceId>): void {
  for (const [id, service] of stops) {
    const container = memory.observed.get(service)
    if (memory.wanted.get(service) !== 'running' || (container && container.id !== id)) continue
    if (!isUp(container)) forgetWanted(memory, service)
    // This process restarted it before the event arrived; if others restarted it, it was a restart.
    else if (memory.revived.has(id)) memory.wanted.set(service, 'stopped')
    if (memory.wanted.get(service) === 'running') changeRecord(memory, service, { deaths: 0, notBefore: 0 })
  }
}
