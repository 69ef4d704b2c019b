import type { Fault } from '@shared/model/fault'
import { faultMessage } from '@shared/model/fault-message'
import type { AlarmFacts, StageFacts } from '../alarm-facts'
import type { AlarmRule, Symptom } from '../alarm-rule'
import { servicesStopped } from '../stopped-by-hand'

/** A stage that is back within this time had a hiccup. */
const AFTER_MS = 20_000
/** Opening a large store takes seconds, never this long. */
const START_MS = 60_000

/** A stage that is wanted fails again and again, cannot work, or does not come up. */
export function stageDown(): AlarmRule {
  return {
    kind: 'stage-down',
    read(facts) {
      if (servicesStopped(facts)) return []
      return facts.stages.flatMap((stage) => (stage.wanted ? symptomOf(stage, facts) : []))
    },
  }
}

function symptomOf({ id, title, state, hindrance }: StageFacts, facts: AlarmFacts): Symptom[] {
  const symptom = (reason: string, level: Symptom['level'], afterMs = AFTER_MS): Symptom[] => [
    { subject: id, title: `${title} does not work`, sentence: reason, level, afterMs },
  ]
  // The service has an alarm of its own.
  const ofFault = (fault: Fault) =>
    symptom(faultMessage(fault), fault.code === 'service-away' && servicesOut(facts) ? 'hold' : 'raise')
  switch (state.state) {
    case 'running':
      return hindrance ? ofFault(hindrance) : []
    case 'retrying':
      return ofFault(state.fault)
    case 'starting':
      return symptom(
        'It has been starting for over a minute. Its log file may say why.',
        servicesOut(facts) ? 'hold' : 'raise',
        START_MS,
      )
    case 'waiting':
    case 'stopping':
    case 'stopped':
      // It waits for another stage, which shows the reason.
      return symptom('It waits for another stage.', 'hold')
  }
}

/** A service that the pipeline needs is on its way, or down. */
function servicesOut({ services, needed }: AlarmFacts): boolean {
  return services.some(
    ({ service, wanted, state }) => wanted && needed.includes(service.id) && state.state !== 'healthy',
  )
}
