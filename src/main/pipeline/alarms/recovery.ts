import type { AlarmFacts } from './alarm-facts'
import { flowStoppedByHand, servicesStart } from './stopped-by-hand'

/** After a person's stop, and after the services started, what arrived late is in the reports within this time. */
const RECOVERY_MS = 120_000

/** `stopped`: a person has stopped the flow · since when it recovers from that · null: it runs as always. */
export function createRecovery(): (facts: AlarmFacts) => 'stopped' | number | null {
  let since: number | null = null
  return (facts) => {
    if (flowStoppedByHand(facts)) {
      since = facts.elapsed
      return 'stopped'
    }
    if (servicesStart(facts)) since = facts.elapsed
    if (since !== null && facts.elapsed - since > RECOVERY_MS) since = null
    return since
  }
}
