import type { PullProgress, Service, ServiceProfile, ServicesStatus } from '@shared/model/service'
import { serviceState } from './service-state'
import type { Situation } from './situation'
import type { SupervisorState } from './supervisor-state'
import { recordOf } from './supervisor-state'

export interface ShownServices {
  readonly project: string
  readonly profiles: readonly string[]
  readonly chosen: readonly string[]
}

/** Those of no profile and of the chosen ones. */
export function isChosen({ profiles }: Service, chosen: readonly string[]): boolean {
  return profiles.length === 0 || profiles.some((profile) => chosen.includes(profile))
}

/** How everything stands, for people to see. What runs is shown whether it is chosen or not. */
export function servicesStatus(memory: SupervisorState, situation: Situation, shown: ShownServices): ServicesStatus {
  const { services } = situation
  const visible = services.filter(
    (service) => isChosen(service, shown.chosen) || memory.observed.has(service.id) || memory.wishes.has(service.id),
  )
  return {
    engine: memory.engine,
    project: shown.project,
    services: visible.map((service) => ({
      service,
      wanted: memory.wishes.get(service.id) === 'running',
      state: serviceState(situation, service, memory.imageWork),
      restarts: recordOf(memory, service.id).restarts,
    })),
    profiles: shown.profiles.map((name) => profileOf(name, services, shown.chosen)),
    pulling: pullingOf(memory),
  }
}

function profileOf(name: string, services: readonly Service[], chosen: readonly string[]): ServiceProfile {
  const titles = services.filter(({ profiles }) => profiles.includes(name)).map(({ title }) => title)
  return { name, services: titles, chosen: chosen.includes(name) }
}

/** All pulls together: as long as the longest of them would take at the speed they have together. */
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
