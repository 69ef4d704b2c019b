import type { ContainerSpec, ObservedContainer } from '@main/ports/containers'
import type { Service, ServiceId } from '@shared/model/service'
import { isToRunAgain, NO_RECORD } from './service-record'
import { blockerOf, type Change, isUp, type ServicesSnapshot, type WantedState } from './services-snapshot'

/** The next changes. Skips services without a wanted state and those with a change in progress. */
export function planChanges(snapshot: ServicesSnapshot): Change[] {
  const changes = snapshot.services.flatMap((service) => {
    const change = snapshot.busy.has(service.id) ? null : changeOf(snapshot, service)
    return change ? [change] : []
  })
  return onceAnImage(changes, snapshot.busy)
}

/** Two services may use the same image, and its pull may be in progress. */
function onceAnImage(changes: readonly Change[], busy: ServicesSnapshot['busy']): Change[] {
  const taken = new Set(busy.keys())
  return changes.filter((change) => {
    if (!('image' in change)) return true
    if (taken.has(change.image)) return false
    taken.add(change.image)
    return true
  })
}

function changeOf(snapshot: ServicesSnapshot, service: Service): Change | null {
  const spec = snapshot.specs.get(service.id)
  if (!spec) return null
  switch (snapshot.wanted.get(service.id)) {
    case undefined:
      return null
    case 'running':
      return towardsRunning(snapshot, service, spec)
    case 'stopped':
      return towardsStopped(snapshot, service, spec)
    case 'removed':
    case 'removed-with-data':
      return towardsRemoved(snapshot, service, spec)
  }
}

function stop(spec: ContainerSpec, { id }: ObservedContainer): Change {
  return { do: 'stop', service: spec.service, id, graceMs: spec.stopGraceMs }
}

function towardsRunning(snapshot: ServicesSnapshot, service: Service, spec: ContainerSpec): Change | null {
  const { now, observed, records } = snapshot
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
    return imageChange(snapshot, spec) ?? stop(spec, container)
  }
  if (container && !isToRunAgain(spec, record, container)) return null
  const forImage = container && !isStale ? null : imageChange(snapshot, spec)
  if (forImage) return forImage
  if (snapshot.busy.has(spec.image) || blockerOf(snapshot, service) || now < record.notBefore) return null
  if (!container) return { do: 'create', service: service.id, spec }
  if (isStale || container.state === 'dead') return { do: 'remove', service: service.id, id: container.id }
  return { do: 'start', service: service.id, id: container.id, spec }
}

/** The change that an image needs before a container can be created from it. */
function imageChange({ images, builds }: ServicesSnapshot, { image }: ContainerSpec): Change | null {
  const known = images.get(image)
  if (known === 'there') return null
  if (known === undefined) return { do: 'find-image', image }
  const build = builds.get(image)
  return build ? { do: 'build', image, build } : { do: 'pull', image }
}

/** A service stops only after its dependents that must stop too. */
function isNeeded({ services, observed, wanted }: ServicesSnapshot, id: ServiceId): boolean {
  return services.some(({ id: other, dependsOn }) => {
    const dependent = dependsOn.some(({ service }) => service === id)
    return dependent && isUp(observed.get(other)) && (wanted.get(other) ?? 'running') !== 'running'
  })
}

function towardsStopped(snapshot: ServicesSnapshot, { id }: Service, spec: ContainerSpec): Change | null {
  const container = snapshot.observed.get(id)
  return container && isUp(container) && !isNeeded(snapshot, id) ? stop(spec, container) : null
}

function towardsRemoved(snapshot: ServicesSnapshot, service: Service, spec: ContainerSpec): Change | null {
  const { observed, services, wanted } = snapshot
  const container = observed.get(service.id)
  if (isUp(container)) return towardsStopped(snapshot, service, spec)
  if (container) return { do: 'remove', service: service.id, id: container.id }
  if (wanted.get(service.id) !== 'removed-with-data') return null
  const used = services.flatMap(({ id, volumes }) => (observed.has(id) ? volumes : []))
  return {
    do: 'remove-volumes',
    service: service.id,
    volumes: service.volumes.filter((volume) => !used.includes(volume)),
  }
}

/** Whether a wanted state other than `running` is reached; it then ends. */
export function isReached(
  wanted: WantedState,
  container: ObservedContainer | undefined,
  dataRemoved: boolean,
): boolean {
  switch (wanted) {
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
export function nextDue({ now, records, wanted }: ServicesSnapshot): number | null {
  const times = [...records]
    .filter(([id]) => wanted.get(id) === 'running')
    .flatMap(([, { notBefore, retryAt }]) => [notBefore, retryAt ?? 0])
    .filter((at) => at > now)
  return times.length === 0 ? null : Math.min(...times)
}
