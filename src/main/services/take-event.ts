import type { Clock } from '@main/ports/clock'
import type { EngineEvent } from '@main/ports/containers'
import type { Service, ServiceId } from '@shared/model/service'
import { afterDeath, NO_RECORD } from './service-record'
import { blockerOf, isUp } from './situation'
import { changeRecord, forgetWish, recordOf, type SupervisorState } from './supervisor-state'

/**
 * What an event of the engine means for what is wanted. A container that somebody else stops or removes, by `docker stop`, by
 * `docker compose down` or with another Millrace, is not wanted any more. One that ends in any other way, by itself, by `kill -9`
 * or `docker kill` or for want of memory, died, and is brought up again.
 */
export function takeEvent(
  memory: SupervisorState,
  services: readonly Service[],
  event: EngineEvent,
  clock: Clock,
): void {
  if (event.what === 'watching' || event.what === 'changed') return
  const { id, service } = event
  const { own, records } = memory
  switch (event.what) {
    case 'died': {
      memory.revived.delete(id)
      const known = services.find((other) => other.id === service)
      if (!known || own.stops.has(id) || memory.wishes.get(service) !== 'running') return
      const blameless = blockerOf(memory, known) !== null
      records.set(service, afterDeath(recordOf(memory, service), event, clock.elapsed(), blameless))
      return
    }
    case 'stopped':
      if (!own.stops.delete(id)) memory.stopped.set(id, service)
      return
    case 'removed':
      if (!own.removals.delete(id) && memory.observed.get(service)?.id === id) forgetWish(memory, service)
      return
    case 'started':
      if (own.starts.delete(id)) return
      // It was given up, and now somebody started it by hand.
      if (recordOf(memory, service).fault && memory.observed.get(service)?.state === 'exited') {
        records.set(service, { ...NO_RECORD, askedAt: clock.now() })
      }
  }
}

/**
 * Acts on stops from outside, with what was observed after them: an engine that shuts down stops its containers too, says so, and
 * is then not there to be observed; those are still wanted when it comes back.
 */
export function takeStops(memory: SupervisorState, stops: ReadonlyMap<string, ServiceId>): void {
  for (const [id, service] of stops) {
    const container = memory.observed.get(service)
    if (memory.wishes.get(service) !== 'running' || (container && container.id !== id)) continue
    if (!isUp(container)) forgetWish(memory, service)
    // Started again by us before the word came; started by others, it was a restart.
    else if (memory.revived.has(id)) memory.wishes.set(service, 'stopped')
    if (memory.wishes.get(service) === 'running') changeRecord(memory, service, { deaths: 0, notBefore: 0 })
  }
}
