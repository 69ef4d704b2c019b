import type { Event } from '@shared/model/dataset'
import { DEFAULT_ERROR_RATES } from '@shared/model/default-error-rates'
import { createRandoms, type Random } from './random-streams'
import type { Effects } from './scenarios/effects'
import { type InteractionType, TYPES } from './shop-visit'
import { createSimulatedOutcomes } from './simulated-outcomes'
import { createSimulatedSessions, type Session } from './simulated-sessions'

export interface EventGeneratorOptions {
  readonly seed: number
  /** Counts the starts in one data directory: another run has other event and session ids, but the same users. */
  readonly run: number
}

/** Generates events of `user_interactions`: the same seed, run, rates and times give exactly the same events. */
export interface EventGenerator {
  next(atMs: number): Event
  /** One more event like the last one: the same visit repeats its request, and may get a different answer. */
  again(atMs: number): Event
  /** Takes effect with the next event; a type that is not named gets its default rate. The visits do not depend on it. */
  setErrorRates(rates: Readonly<Record<string, number>>): void
  /** Changes errors and latencies from the next event on; null ends the change. */
  disturb(effects: Effects | null): void
}

/** The properties that all runs share come from a random stream that no run uses. */
const NO_RUN = -1

export function createEventGenerator({ seed, run }: EventGeneratorOptions): EventGenerator {
  const [people] = createRandoms(seed, NO_RUN, 1) as [Random]
  const [ids, visits, chance] = createRandoms(seed, run, 3) as [Random, Random, Random]
  const nextSession = createSimulatedSessions(people, visits, ids)
  const outcomes = createSimulatedOutcomes(chance)
  let errorRates: Readonly<Record<InteractionType, number>> = DEFAULT_ERROR_RATES

  let effects: Effects | null = null
  let last: Readonly<Session> | null = null

  const eventOf = ({ user, id, type, product }: Readonly<Session>, atMs: number): Event => {
    const effect = effects?.(type, atMs) ?? null
    const own = errorRates[type]
    const outage = effect?.outages.find(({ share }) => chance.next() < share)
    const code = outage ? outage.errorCode : outcomes.code(type, effect ? effect.errorRate(own) : own)
    const latencyMs = outcomes.latencyMs(type, code)
    return {
      event_id: ids.uuid(),
      user_id: user,
      session_id: id,
      event_type: type,
      event_timestamp: Math.floor(atMs),
      request_latency_ms: effect ? Math.round(latencyMs * effect.latencyFactor) : latencyMs,
      status: code === null ? 'SUCCESS' : 'ERROR',
      error_code: code,
      product_id: type === 'VIEW_PRODUCT' || type === 'ADD_TO_CART' ? product : null,
    }
  }

  return {
    next(atMs) {
      last = nextSession()
      return eventOf(last, atMs)
    },
    again(atMs) {
      last ??= nextSession()
      return eventOf(last, atMs)
    },
    setErrorRates(rates) {
      const own = Object.fromEntries(TYPES.map((type) => [type, rates[type] ?? DEFAULT_ERROR_RATES[type]]))
      errorRates = { ...DEFAULT_ERROR_RATES, ...own }
    },
    disturb(next) {
      effects = next
    },
  }
}
