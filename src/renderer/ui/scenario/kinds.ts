import type { DisturbanceKind } from '@shared/model/scenario'

/** How strong a disturbance is, field by field. */
export type Strength = 'errorRate' | 'factor' | 'share' | 'errorCode' | 'delaySeconds'

/** What a disturbance touches, which is also its colour. */
export type Family = 'errors' | 'latency' | 'volume' | 'records'

interface Kind {
  readonly title: string
  /** In one sentence. */
  readonly does: string
  readonly family: Family
  readonly strengths: readonly Strength[]
}

export const KINDS: Record<DisturbanceKind, Kind> = {
  'error-burst': {
    title: 'Error burst',
    does: 'The error rate jumps, and falls back at the end.',
    family: 'errors',
    strengths: ['errorRate'],
  },
  'error-creep': {
    title: 'Error creep',
    does: 'The error rate moves evenly from its own value to this one.',
    family: 'errors',
    strengths: ['errorRate'],
  },
  'partial-outage': {
    title: 'Partial outage',
    does: 'A share of the requests fails with one code, beside what fails anyway.',
    family: 'errors',
    strengths: ['share', 'errorCode'],
  },
  'bad-deploy': {
    title: 'Bad deploy',
    does: 'Errors and latency rise together.',
    family: 'errors',
    strengths: ['errorRate', 'factor'],
  },
  slowdown: {
    title: 'Slowdown',
    does: 'Every request takes longer.',
    family: 'latency',
    strengths: ['factor'],
  },
  spike: {
    title: 'Traffic spike',
    does: 'There are many more events.',
    family: 'volume',
    strengths: ['factor'],
  },
  silence: {
    title: 'Silence',
    does: 'There are no events.',
    family: 'volume',
    strengths: [],
  },
  late: {
    title: 'Late events',
    does: 'A share of the events arrives long after it happened; their windows open again.',
    family: 'records',
    strengths: ['share', 'delaySeconds'],
  },
  duplicate: {
    title: 'Duplicates',
    does: 'A share of the events comes twice, byte for byte.',
    family: 'records',
    strengths: ['share'],
  },
  malformed: {
    title: 'Malformed records',
    does: 'A share of the records is cut off; they become dead letters.',
    family: 'records',
    strengths: ['share'],
  },
}

export const KIND_IDS = Object.keys(KINDS) as readonly DisturbanceKind[]
