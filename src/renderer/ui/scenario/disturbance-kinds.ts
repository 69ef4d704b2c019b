import type { DisturbanceKind } from '@shared/model/scenario'

/** The strength of a disturbance, field by field. */
export type Strength = 'errorRate' | 'factor' | 'share' | 'errorCode' | 'delaySeconds'

/** The measure that a disturbance affects, which also decides its colour. */
export type Family = 'errors' | 'latency' | 'volume' | 'records'

interface Kind {
  readonly title: string
  /** One sentence. */
  readonly does: string
  readonly family: Family
  readonly strengths: readonly Strength[]
}

export const KINDS: Record<DisturbanceKind, Kind> = {
  'error-burst': {
    title: 'Error burst',
    does: 'The error rate jumps and falls back at the end.',
    family: 'errors',
    strengths: ['errorRate'],
  },
  'error-creep': {
    title: 'Error creep',
    does: 'The error rate rises steadily to this value.',
    family: 'errors',
    strengths: ['errorRate'],
  },
  'partial-outage': {
    title: 'Partial outage',
    does: 'A share of requests fails with one error code, on top of other failures.',
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
    does: 'Many more events arrive.',
    family: 'volume',
    strengths: ['factor'],
  },
  silence: {
    title: 'Silence',
    does: 'No events arrive.',
    family: 'volume',
    strengths: [],
  },
  late: {
    title: 'Late events',
    does: 'A share of events arrives late; their windows reopen.',
    family: 'records',
    strengths: ['share', 'delaySeconds'],
  },
  duplicate: {
    title: 'Duplicates',
    does: 'A share of events is sent twice, byte for byte.',
    family: 'records',
    strengths: ['share'],
  },
  malformed: {
    title: 'Malformed records',
    does: 'A share of records is truncated; they become dead letters.',
    family: 'records',
    strengths: ['share'],
  },
}

export const KIND_IDS = Object.keys(KINDS) as readonly DisturbanceKind[]
