import type { ContainerSpec, ObservedContainer } from '@main/ports/containers'
import type { Service, ServiceId } from '@shared/model/service'
import { isToRunAgain, NO_RECORD } from './service-record'
import type { Change } from './situation'
import { blockerOf, isUp, type Situation, type Wish } from './situation'

/** The next changes. Skips services without a wish and those with a change in progress. */
export function planChanges(situation: Situation): Change[] {
  const changes = situation.services.flatMap((service) => {
    const change = situation.busy.has(service.id) ? null : changeOf(situation, service)
    return change ? [change] : []
  })
  return onceAnImage(changes, situation.busy)
}

/** Two services may use the same image. */
function onceAnImage(changes: readonly Change[], busy: Situation['busy']): Change[] {
  const taken = new Set(busy.keys())
  return changes.filter((change) => {
    if (!('image' in change)) return true
    if (taken.has(change.image)) return false
    taken.add(change.image)
    return true
  })
}

function changeOf(situation: Situation, service: Service): Change | null {
  const spec = situation.specs.get(service.id)
  if (!spec) return null
  switch (situation.wishes.get(service.id)) {
    case undefined:
      return null
    case 'running':
      return towardsRunning(situation, service, spec)
    case 'stopped':
      return towardsStopped(situation, service, spec)
    case 'removed':
    case 'removed-with-data':
      return towardsRemoved(situation, service, spec)
  }
}

function stop(spec: ContainerSpec, { id }: ObservedContainer): Change {
  return { do: 'stop', service: spec.service, id, graceMs: spec.stopGraceMs }
}

function towardsRunning(situation: Situation, service: Service, spec: ContainerSpec): Change | null {
  const { now, observed, records } = situation
  const record = records.get(service.id) ?? NO_RECORD
  const container = observed.get(service.id)
  const isStale = container !== undefined && container.hash !== spec.hash && !record.asFound
  if (record.fault && !(record.retryAt !== null && record.retryAt <= now)) {
    // A service that keeps dying stays down, whatever the engine's own restart policy says.
    const givenUp = record.fault.code === 'service-died'
    return givenUp && container && isUp(container) ? stop(spec, container) : null
  }
  if (container && isUp(container)) {
    if (record.renew) return stop(spec, container)
    // A running container of another tool is accepted as it is.
    if (!isStale || container.hash === null) return null
    return imageChange(situation, spec) ?? stop(spec, container)
  }
  if (container && !isToRunAgain(spec, record, container)) return null
  const forImage = container && !isStale ? null : imageChange(situation, spec)
  if (forImage) return forImage
  if (situation.busy.has(spec.image) || blockerOf(situation, service) || now < record.notBefore) return null
  if (!container) return { do: 'create', service: service.id, spec }
  if (isStale || container.state === 'dead') return { do: 'remove', service: service.id, id: container.id }
  return { do: 'start', service: service.id, id: container.id, spec }
}

/** The change that an image needs before a container can be created from it. */
function imageChange({ images, builds, busy }: Situation, { image }: ContainerSpec): Change | null {
  if (busy.has(image)) return null
  const known = images.get(image)
  if (known === 'there') return null
  if (known === undefined) return { do: 'find-image', image }
  const build = builds.get(image)
  return build ? { do: 'build', image, build } : { do: 'pull', image }
}

/** A service stops only after its dependents that must stop too. */
function isNeeded({ services, observed, wishes }: Situation, id: ServiceId): boolean {
  return services.some(({ id: other, dependsOn }) => {
    const dependent = dependsOn.some(({ service }) => service === id)
    return dependent && isUp(observed.get(other)) && (wishes.get(other) ?? 'running') !== 'running'
  })
}

function towardsStopped(situation: Situation, { id }: Service, spec: ContainerSpec): Change | null {
  const container = situation.observed.get(id)
  return container && isUp(container) && !isNeeded(situation, id) ? stop(spec, container) : null
}

function towardsRemoved(situation: Situation, service: Service, spec: ContainerSpec): Change | null {
  const { observed, services, wishes } = situation
  const container = observed.get(service.id)
  if (isUp(container)) return towardsStopped(situation, service, spec)
  if (container) return { do: 'remove', service: service.id, id: container.id }
  if (wishes.get(service.id) !== 'removed-with-data') return null
  const used = services.flatMap(({ id, volumes }) => (observed.has(id) ? volumes : []))
  return {
    do: 'remove-volumes',
    service: service.id,
    volumes: service.volumes.filter((volume) => !used.includes(volume)),
  }
}

/** Whether a wish other than `running` is fulfilled; the wish then ends. */
export function isFulfilled(wish: Wish, container: ObservedContainer | undefined, dataRemoved: boolean): boolean {
  switch (wish) {
    case 'running':
      return false
    case 'stopped':
      return !isUp(container)
    case 'removed':
      return container === undefined
    case 'removed-with-data':
      return container === undefined && dataRemoved
  }
}

/** The next time at which the plan changes without any event; null when there is none. */
export function nextDue({ now, records, wishes }: Situation): number | null {
  const times = [...records]
    .filter(([id]) => wishes.get(id) === 'running')
    .flatMap(([, { notBefore, retryAt }]) => [notBefore, retryAt ?? 0])
    .filter((at) => at > now)
  return times.length === 0 ? null : Math.min(...times)
}
