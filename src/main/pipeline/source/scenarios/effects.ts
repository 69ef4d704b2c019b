import type { Disturbance, RunningScenario } from '@shared/model/scenario'

/** The effects of disturbances on one event. */
export interface Effect {
  /** The error rate instead of the type's own. */
  errorRate(own: number): number
  readonly outages: readonly { readonly errorCode: number; readonly share: number }[]
  readonly latencyFactor: number
  readonly volumeFactor: number
  readonly late: { readonly share: number; readonly delayMs: number } | null
  readonly duplicateShare: number
  readonly malformedShare: number
}

/** The effect on events of a type at an event time; null when there is none. */
export type Effects = (type: string, atMs: number) => Effect | null

/** Overlapping disturbances combine: factors and chances multiply, and the highest error rate applies. */
export function effectsOf({ scenario, startedAt }: RunningScenario): Effects {
  const parts = scenario.disturbances.map((disturbance) => {
    const fromMs = startedAt + disturbance.startSeconds * 1_000
    return { disturbance, fromMs, toMs: fromMs + disturbance.lengthSeconds * 1_000 }
  })
  const first = Math.min(...parts.map(({ fromMs }) => fromMs))
  const last = Math.max(...parts.map(({ toMs }) => toMs))
  return (type, atMs) => {
    if (atMs < first || atMs >= last) return null
    let effect: Effect | null = null
    for (const { disturbance, fromMs, toMs } of parts) {
      if (atMs < fromMs || atMs >= toMs) continue
      if (disturbance.types && !disturbance.types.includes(type)) continue
      effect = add(effect ?? NOTHING, disturbance, (atMs - fromMs) / (toMs - fromMs))
    }
    return effect
  }
}

const NOTHING: Effect = {
  errorRate: (own) => own,
  outages: [],
  latencyFactor: 1,
  volumeFactor: 1,
  late: null,
  duplicateShare: 0,
  malformedShare: 0,
}

/** `elapsed`: the fraction of the disturbance that has passed, 0 to 1. */
function add(effect: Effect, disturbance: Disturbance, elapsed: number): Effect {
  switch (disturbance.kind) {
    case 'error-burst':
      return { ...effect, errorRate: atLeast(effect, disturbance.errorRate) }
    case 'error-creep': {
      const { errorRate } = disturbance
      return { ...effect, errorRate: (own) => effect.errorRate(own) + (errorRate - own) * elapsed }
    }
    case 'slowdown':
      return { ...effect, latencyFactor: effect.latencyFactor * disturbance.factor }
    case 'spike':
      return { ...effect, volumeFactor: effect.volumeFactor * disturbance.factor }
    case 'silence':
      return { ...effect, volumeFactor: 0 }
    case 'bad-deploy': {
      const latencyFactor = effect.latencyFactor * disturbance.factor
      return { ...effect, errorRate: atLeast(effect, disturbance.errorRate), latencyFactor }
    }
    case 'partial-outage': {
      const { errorCode, share } = disturbance
      return { ...effect, outages: [...effect.outages, { errorCode, share }] }
    }
    case 'late':
      return { ...effect, late: { share: disturbance.share, delayMs: disturbance.delaySeconds * 1_000 } }
    case 'duplicate':
      return { ...effect, duplicateShare: either(effect.duplicateShare, disturbance.share) }
    case 'malformed':
      return { ...effect, malformedShare: either(effect.malformedShare, disturbance.share) }
  }
}

/** The burst sets the type's error rate to its own; during a worse disturbance it changes nothing. */
function atLeast(effect: Effect, errorRate: number): Effect['errorRate'] {
  return effect.errorRate === NOTHING.errorRate ? () => errorRate : (own) => Math.max(effect.errorRate(own), errorRate)
}

function either(a: number, b: number): number {
  return 1 - (1 - a) * (1 - b)
}
