import { assertNever } from '@shared/model/assert-never'
import { faultMessage } from '@shared/model/fault-message'
import type { ServiceState } from '@shared/model/service'
import type { AlarmFacts } from '../alarm-facts'
import type { AlarmRule, Symptom } from '../alarm-rule'

/** A container that is back within this time only restarted. */
const AFTER_MS = 20_000

/** A service that is wanted died, cannot start or does not answer; or the engine of the containers is away. */
export function serviceDown(): AlarmRule {
  return {
    kind: 'service-down',
    read({ services, needed, engineAway }) {
      const wanted = services.filter((service) => service.wanted)
      // Without its engine, the last state of a service means nothing.
      if (engineAway !== null && wanted.some(({ service }) => needed.includes(service.id))) {
        return [engineDown(engineAway), ...wanted.map((service) => symptom(service, '', 'hold'))]
      }
      return wanted.flatMap(symptomsOf)
    },
  }
}

function engineDown(reason: string): Symptom {
  return { subject: null, title: 'The container engine is down', sentence: reason, level: 'raise', afterMs: AFTER_MS }
}

type WantedService = AlarmFacts['services'][number]

function symptomsOf(wanted: WantedService): Symptom[] {
  const { state } = wanted
  switch (state.state) {
    case 'healthy':
      return []
    case 'unhealthy':
    case 'restarting':
    case 'failed':
    case 'stopped':
    case 'missing':
      return [symptom(wanted, reasonOf(state), 'raise')]
    case 'waiting':
    case 'pulling':
    case 'building':
    case 'starting':
    case 'stopping':
      return [symptom(wanted, '', 'hold')]
    default:
      return assertNever(state)
  }
}

function reasonOf(
  state: Extract<ServiceState, { state: 'unhealthy' | 'restarting' | 'failed' | 'stopped' | 'missing' }>,
) {
  switch (state.state) {
    case 'unhealthy':
      return `Its health check fails${state.output.trim() === '' ? '' : `: ${state.output.trim()}`}.`
    case 'restarting':
      return state.outOfMemory
        ? 'It ran out of memory and is restarted again and again. Give it more memory in Settings.'
        : `It ended${state.exitCode === null ? '' : ` with exit code ${state.exitCode}`} and is restarted again and again. Its log may say why.`
    case 'failed':
      return faultMessage(state.fault)
    case 'stopped':
      return 'Its container has ended. Its log may say why.'
    case 'missing':
      return 'Its container is gone.'
  }
}

function symptom({ service }: WantedService, reason: string, level: Symptom['level']): Symptom {
  const { id, title } = service
  return {
    subject: id,
    title: `${title} is down`,
    sentence: `The service ${title} does not work. ${reason}`,
    level,
    afterMs: AFTER_MS,
  }
}
