import type { PullProgress, Service, ServiceProfile, ServicesStatus } from '@shared/model/service'
import { serviceState } from './service-state'
import type { ServicesSnapshot } from './services-snapshot'
import type { SupervisorState } from './supervisor-state'
import { recordOf } from './supervisor-state'

export interface ShownServices {
  readonly project: string
  readonly profiles: readonly string[]
  readonly chosen: readonly string[]
}

/** Services without a profile and those of the chosen profiles. */
export function isChosen({ profiles }: Service, chosen: readonly string[]): boolean {
  return profiles.length === 0 || profiles.some((profile) => chosen.includes(profile))
}

/** The state of all services, for display. Includes running services of profiles that are not chosen. */
export function servicesStatus(
  memory: SupervisorState,
  snapshot: ServicesSnapshot,
  shown: ShownServices,
): ServicesStatus {
  const { services } = snapshot
  const visible = services.filter(
    (service) => isChosen(service, shown.chosen) || memory.observed.has(service.id) || memory.wanted.has(service.id),
  )
  return {
    engine: memory.engine,
    project: shown.project,
    services: visible.map((service) => ({
      service,
      wanted: memory.wanted.get(service.id) === 'running',
      state: serviceState(snapshot, service, memory.imageWork),
      restarts: recordOf(memory, service.id).restarts,
    })),
    profiles: shown.profiles.map((name) => profileOf(name, services, shown.chosen)),
    pulling: pullingOf(memory),
  }
}

function profileOf(name: string, services: readonly Service[], chosen: readonly string[]): ServiceProfile {
  const own = services.filter(({ profiles }) => profiles.includes(name))
  const memoryLimitBytes = own.reduce((sum, service) => sum + (service.memoryLimitBytes ?? 0), 0)
  const scheduler = own.some(({ role }) => role === 'scheduler')
  return { name, services: own.map(({ title }) => title), memoryLimitBytes, scheduler, chosen: chosen.includes(name) }
}

/** All pulls together: the time that the longest one takes at their combined speed. */
function pullingOf({ imageWork }: SupervisorState): ServicesStatus['pulling'] {
  const pulls = [...imageWork.values()].flatMap((work): PullProgress[] =>
    work.doing === 'pull' ? [work.progress] : [],
  )
  if (pulls.length === 0) return null
  const sum = (of: (pull: PullProgress) => number) => pulls.reduce((total, pull) => total + of(pull), 0)
  const bytesPerSecond = sum((pull) => pull.bytesPerSecond)
  const known = pulls.every(({ secondsLeft }) => secondsLeft !== null) && bytesPerSecond > 0
  const bytesLeft = sum((pull) => (pull.secondsLeft ?? 0) * pull.bytesPerSecond)
  return {
    done: sum((pull) => pull.done),
    total: sum((pull) => pull.total),
    bytesPerSecond,
    secondsLeft: known ? bytesLeft / bytesPerSecond : null,
  }
}
