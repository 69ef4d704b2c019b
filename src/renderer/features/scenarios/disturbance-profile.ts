import type { Disturbance } from '@shared/model/scenario'
import type { Family } from '../../ui/scenario/disturbance-kinds'

/**
 * The course of a measure in a picture, 0 to 1: the usual value, and the values at the beginning and the end of a disturbance.
 */
export interface Profile {
  readonly family: Family
  readonly usual: number
  readonly from: number
  readonly to: number
}

const ERRORS = 0.08
const LATENCY = 0.22
const VOLUME = 0.4

/** The effect of a disturbance on its measures; the stronger, the higher. */
export function profilesOf(disturbance: Disturbance): readonly Profile[] {
  switch (disturbance.kind) {
    case 'error-burst':
      return [errors(disturbance.errorRate)]
    case 'error-creep':
      return [{ ...errors(disturbance.errorRate), from: ERRORS }]
    case 'partial-outage':
      return [errors(disturbance.share)]
    case 'slowdown':
      return [latency(disturbance.factor)]
    case 'bad-deploy':
      return [errors(disturbance.errorRate), latency(disturbance.factor)]
    case 'spike':
      return [constant('volume', VOLUME, raised(VOLUME, (disturbance.factor - 1) / 4))]
    case 'silence':
      return [constant('volume', VOLUME, 0)]
    case 'late':
    case 'duplicate':
    case 'malformed':
      return [constant('records', 0, raised(0, disturbance.share / 0.25))]
  }
}

const errors = (rate: number) => constant('errors', ERRORS, raised(ERRORS, rate / 0.25))
const latency = (factor: number) => constant('latency', LATENCY, raised(LATENCY, (factor - 1) / 2))

function constant(family: Family, usual: number, value: number): Profile {
  return { family, usual, from: value, to: value }
}

/** This far above `usual`, so that a weak disturbance is visible and a strong one fits. */
function raised(usual: number, strength: number): number {
  return usual + (1 - usual) * Math.min(1, Math.max(0.3, strength))
}
