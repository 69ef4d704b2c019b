import type { ContainerSpec, ObservedContainer } from '@main/ports/containers'
import type { Service, ServiceId, StartCondition } from '@shared/model/service'
import type { ImageBuild } from './compose/container-spec'
import type { ServiceRecord } from './service-record'

/**
 * What is wanted of a service. Without a wish a service is left as it is: one that runs is taken over as wanted, so that what
 * somebody else starts, or what ran before this process, is watched like the rest.
 */
export type Wish = 'running' | 'stopped' | 'removed' | 'removed-with-data'

/** Everything that a plan depends on. */
export interface Situation {
  /** As the clock has elapsed: when services are tried again is counted by it. */
  readonly now: number
  /** All of the compose file, in the order in which they start. */
  readonly services: readonly Service[]
  readonly specs: ReadonlyMap<ServiceId, ContainerSpec>
  readonly builds: ReadonlyMap<string, ImageBuild>
  readonly observed: ReadonlyMap<ServiceId, ObservedContainer>
  readonly wishes: ReadonlyMap<ServiceId, Wish>
  readonly records: ReadonlyMap<ServiceId, ServiceRecord>
  /** What is known of images; of others nothing is. */
  readonly images: ReadonlyMap<string, 'there' | 'missing'>
  /** What is being done with services and images, or was while they were looked at; `news`: the engine told of it meanwhile. */
  readonly busy: ReadonlyMap<string, Change['do'] | 'news'>
}

/** Its processes exist, or the engine is about to start them again. */
export function isUp(container: ObservedContainer | undefined): boolean {
  return container !== undefined && ['running', 'restarting', 'paused'].includes(container.state)
}

/** It does what it is there for. Without a health check to run is enough. */
export function isHealthy(container: ObservedContainer | undefined): boolean {
  return container?.state === 'running' && (container.health === 'healthy' || container.health === 'none')
}

export interface Blocker {
  readonly for: ServiceId
  readonly condition: StartCondition
}

/** The first service that this one has to wait for. */
export function blockerOf({ observed }: Pick<Situation, 'observed'>, service: Service): Blocker | null {
  const unmet = service.dependsOn.find(({ service: id, condition }) => !isMet(observed.get(id), condition))
  return unmet ? { for: unmet.service, condition: unmet.condition } : null
}

/**
 * It has been running since before a service that it is to restart with got its container: what it remembers is of that one's
 * earlier data.
 */
export function isOutdated({ observed }: Pick<Situation, 'observed'>, { id, dependsOn }: Service): boolean {
  const since = observed.get(id)?.startedAt ?? Number.POSITIVE_INFINITY
  return dependsOn.some(({ service, restart }) => restart && (observed.get(service)?.createdAt ?? 0) > since)
}

function isMet(container: ObservedContainer | undefined, condition: StartCondition): boolean {
  switch (condition) {
    case 'service_started':
      return container?.state === 'running'
    case 'service_healthy':
      return isHealthy(container)
    case 'service_completed_successfully':
      return container?.state === 'exited' && container.exitCode === 0
  }
}

/** One step towards what is wanted. Each is harmless when it turns out to be done already. */
export type Change =
  | { readonly do: 'look-for-image'; readonly image: string }
  | { readonly do: 'pull'; readonly image: string }
  | { readonly do: 'build'; readonly image: string; readonly build: ImageBuild }
  | { readonly do: 'create'; readonly service: ServiceId; readonly spec: ContainerSpec }
  | { readonly do: 'start'; readonly service: ServiceId; readonly id: string; readonly spec: ContainerSpec }
  | { readonly do: 'stop'; readonly service: ServiceId; readonly id: string; readonly graceMs: number }
  | { readonly do: 'remove'; readonly service: ServiceId; readonly id: string }
  | { readonly do: 'remove-volumes'; readonly service: ServiceId; readonly volumes: readonly string[] }
