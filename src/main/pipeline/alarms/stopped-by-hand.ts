import type { AlarmKind } from '@shared/model/alarm'
import type { ServiceState } from '@shared/model/service'
import type { AlarmFacts } from './alarm-facts'

/** The stages from the log to the report; a stopped source only means that no events arrive. */
const AFTER_SOURCE = ['log', 'sink', 'store', 'extract', 'analyse', 'report'] as const

/** Whether a person stopped a part that every event has to pass: what then waits or lacks is what the person asked for. */
export function flowStoppedByHand(facts: AlarmFacts): boolean {
  const stopped = facts.stages.some(({ id, wanted }) => !wanted && AFTER_SOURCE.some((after) => after === id))
  return stopped || servicesStopped(facts)
}

/** Whether a person has stopped what an open alarm is about. */
export function stoppedByHand(
  facts: AlarmFacts,
  { alarm, subject }: { alarm: AlarmKind; subject: string | null },
): boolean {
  switch (alarm) {
    case 'stage-down':
      return facts.stages.some(({ id, wanted }) => id === subject && !wanted) || servicesStopped(facts)
    case 'service-down':
      return facts.services.some(({ service, wanted }) => service.id === subject && !wanted)
    case 'lag':
    case 'window-incomplete':
    case 'window-missing':
      return flowStoppedByHand(facts)
    case 'dead-letters':
    case 'disk-short':
    case 'webhook-failing':
      return false
  }
}

/** Whether a person has stopped a service that the pipeline needs. */
export function servicesStopped({ services, needed }: Pick<AlarmFacts, 'services' | 'needed'>): boolean {
  return services.some(({ service, wanted }) => !wanted && needed.includes(service.id))
}

const ON_ITS_WAY: ReadonlySet<ServiceState['state']> = new Set(['waiting', 'pulling', 'building', 'starting'])

/** Whether a service that the pipeline needs is on its way: the first start of all may take minutes. */
export function servicesStart({ services, needed }: Pick<AlarmFacts, 'services' | 'needed'>): boolean {
  return services.some(
    ({ service, wanted, state }) => wanted && needed.includes(service.id) && ON_ITS_WAY.has(state.state),
  )
}
