import type { Random } from './random-streams'
import type { InteractionType } from './shop-visit'
import { createWeightedChoice } from './weighted-choice'

type Codes = Readonly<Record<number, number>>
const SERVER_TROUBLE: Codes = { 500: 30, 502: 12, 503: 16, 504: 10, 429: 6, 408: 3 }
/** The relative frequency of each code: what can go wrong depends on the request. */
const CODES: Readonly<Record<InteractionType, Codes>> = {
  VIEW_PRODUCT: { ...SERVER_TROUBLE, 404: 38, 410: 4, 403: 2 },
  SEARCH: { ...SERVER_TROUBLE, 400: 18, 422: 6, 504: 22 },
  ADD_TO_CART: { ...SERVER_TROUBLE, 409: 26, 404: 8, 401: 6 },
  CHECKOUT: { ...SERVER_TROUBLE, 400: 10, 401: 12, 409: 16, 422: 10 },
  PAYMENT: { ...SERVER_TROUBLE, 402: 70, 409: 6, 504: 24 },
}

/** The median in milliseconds, and the standard deviation of its logarithm. */
const LATENCY: Readonly<Record<InteractionType, readonly [medianMs: number, sigma: number]>> = {
  VIEW_PRODUCT: [48, 0.45],
  SEARCH: [95, 0.55],
  ADD_TO_CART: [70, 0.4],
  CHECKOUT: [180, 0.5],
  PAYMENT: [420, 0.55],
}
const LATENCY_MAX_MS = 60_000

/** A refusal comes quickly, a failure later than a success, and a timeout last of all. */
function slowdown(code: number): number {
  if (code === 504 || code === 408) return 12
  if (code === 503 || code === 429) return 0.25
  return code < 500 ? 0.5 : 1.6
}

/** The result of a request: `code` is null when it succeeded. */
export interface SimulatedOutcomes {
  code(type: InteractionType, errorRate: number): number | null
  latencyMs(type: InteractionType, code: number | null): number
}

export function createSimulatedOutcomes(random: Random): SimulatedOutcomes {
  const draw = new Map(
    Object.entries(CODES).map(([type, weights]) => {
      const codes = Object.keys(weights).map(Number)
      const index = createWeightedChoice(Object.values(weights))
      return [type, () => codes[index(random)] as number]
    }),
  )
  const normal = createNormal(random)
  return {
    code: (type, errorRate) => (random.next() < errorRate ? (draw.get(type) as () => number)() : null),
    latencyMs(type, code) {
      const [median, sigma] = LATENCY[type]
      const ms = median * (code === null ? 1 : slowdown(code)) * Math.exp(sigma * normal())
      return Math.min(LATENCY_MAX_MS, Math.max(1, Math.round(ms)))
    },
  }
}

/** Normally distributed numbers, generated in pairs (Box and Muller). */
function createNormal(random: Random): () => number {
  let spare: number | null = null
  return () => {
    if (spare !== null) {
      const kept = spare
      spare = null
      return kept
    }
    const radius = Math.sqrt(-2 * Math.log(1 - random.next()))
    const angle = 2 * Math.PI * random.next()
    spare = radius * Math.sin(angle)
    return radius * Math.cos(angle)
  }
}
