import type { ContainerSpec, ObservedContainer } from '@main/ports/containers'
import type { Service, ServiceId, StartCondition } from '@shared/model/service'
import type { ImageBuild } from './compose/container-spec'
import type { ServiceRecord } from './service-record'

/**
 * The wanted state of a service. A service without one is left as it is. One that is found running is wanted `running`, so that services
 * started by another tool, or before this process, are supervised like the rest.
 */
export type WantedState = 'running' | 'stopped' | 'removed' | 'removed-with-data'

/** What is wanted and what is observed of all services at one moment: everything that a plan depends on. */
export interface ServicesSnapshot {
  /** The monotonic clock's time; retries are scheduled by it. */
  readonly now: number
  /** All services of the compose file, in start order. */
  readonly services: readonly Service[]
  readonly specs: ReadonlyMap<ServiceId, ContainerSpec>
  readonly builds: ReadonlyMap<string, ImageBuild>
  readonly observed: ReadonlyMap<ServiceId, ObservedContainer>
  readonly wanted: ReadonlyMap<ServiceId, WantedState>
  readonly records: ReadonlyMap<ServiceId, ServiceRecord>
  /** Images with a known state; missing entries are unknown. */
  readonly images: ReadonlyMap<string, 'there' | 'missing'>
  /** The changes in progress for services and images, now or during the last observation; `news`: the engine reported events meanwhile. */
  readonly busy: ReadonlyMap<string, Change['do'] | 'news'>
}

/** Its processes run, or the engine is about to restart them. */
export function isUp(container: ObservedContainer | undefined): boolean {
  return container !== undefined && ['running', 'restarting', 'paused'].includes(container.state)
}

/** It does its work. Without a health check, running counts as healthy. */
export function isHealthy(container: ObservedContainer | undefined): boolean {
  return container?.state === 'running' && (container.health === 'healthy' || container.health === 'none')
}

export interface Blocker {
  readonly for: ServiceId
  readonly condition: StartCondition
}

/** The first service that this one must wait for. */
export function blockerOf({ observed }: Pick<ServicesSnapshot, 'observed'>, service: Service): Blocker | null {
  const unmet = service.dependsOn.find(({ service: id, condition }) => !isMet(observed.get(id), condition))
  return unmet ? { for: unmet.service, condition: unmet.condition } : null
}

/** It has run since before a `restart: true` dependency got its data, so its state refers to that dependency's earlier data. */
export function isOutdated({ observed }: Pick<ServicesSnapshot, 'observed'>, { id, dependsOn }: Service): boolean {
  const since = observed.get(id)?.startedAt ?? Number.POSITIVE_INFINITY
  return dependsOn.some(({ service, restart }) => restart && (observed.get(service)?.dataSince ?? 0) > since)
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

/** One step towards the wanted state. Repeating a finished step does no harm. */
export type Change =
  | { readonly do: 'find-image'; readonly image: string }
  | { readonly do: 'pull'; readonly image: string }
  | { readonly do: 'build'; readonly image: string; readonly build: ImageBuild }
  | { readonly do: 'create'; readonly service: ServiceId; readonly spec: ContainerSpec }
  | { readonly do: 'start'; readonly service: ServiceId; readonly id: string; readonly spec: ContainerSpec }
  | { readonly do: 'stop'; readonly service: ServiceId; readonly id: string; readonly graceMs: number }
  | { readonly do: 'remove'; readonly service: ServiceId; readonly id: string }
  | { readonly do: 'remove-volumes'; readonly service: ServiceId; readonly volumes: readonly string[] }
