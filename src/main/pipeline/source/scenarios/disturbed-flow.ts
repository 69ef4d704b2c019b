import type { Event } from '@shared/model/dataset'
import type { RunningScenario } from '@shared/model/scenario'
import type { EventGenerator } from '../event-generator'
import { createRandoms, type Random } from '../random-streams'
import { effectsOf } from './effects'

/** An event of the disturbed flow. `damaged`: cut its record off, so that it cannot be read. */
export interface FlowEvent {
  readonly event: Event
  readonly damaged: boolean
}

/** The simulator's events under a scenario: none, one or several for each event of the undisturbed flow. */
export interface DisturbedFlow {
  next(atMs: number): FlowEvent[]
}

/** Disturbances use a random stream that no run uses, so undisturbed events are the same as without a scenario. */
const DISTURBING = -3

/** Controls the simulator: its errors and latencies follow the scenario from now on. */
export function createDisturbedFlow(simulator: EventGenerator, running: RunningScenario, seed: number): DisturbedFlow {
  const [random] = createRandoms(seed, DISTURBING, 1) as [Random]
  const effects = effectsOf(running)
  const chance = (share: number) => share > 0 && random.next() < share
  simulator.disturb(effects)

  return {
    next(atMs) {
      const first = simulator.next(atMs)
      const effect = effects(String(first.event_type), atMs)
      if (!effect) return [{ event: first, damaged: false }]
      const whole = Math.floor(effect.volumeFactor)
      const count = whole + (chance(effect.volumeFactor - whole) ? 1 : 0)
      const made: FlowEvent[] = []
      for (let i = 0; i < count; i++) {
        const own = i === 0 ? first : simulator.again(atMs)
        const late = effect.late && chance(effect.late.share) ? effect.late.delayMs : 0
        const event = late === 0 ? own : { ...own, event_timestamp: Math.floor(atMs - late) }
        const flowing = { event, damaged: chance(effect.malformedShare) }
        made.push(flowing)
        if (chance(effect.duplicateShare)) made.push(flowing)
      }
      return made
    },
  }
}
