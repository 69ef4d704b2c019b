import type { AlarmKind } from '@shared/model/alarm'
import type { AlertRule } from '@shared/model/alert'
import type { Measure } from '@shared/model/anomaly'
import { idFromName } from './id-from-name'

/** A rule in the editor: numbers are text, as typed. */
export interface RuleDraft {
  readonly name: string
  readonly kind: AlertRule['when']['kind']
  readonly dataset: string | null
  readonly of: AlertRule['of']['kind']
  readonly types: readonly string[]
  /** For anomalies. */
  readonly measures: readonly Measure[]
  /** For a threshold. */
  readonly measure: Measure
  readonly bound: 'above' | 'below'
  readonly limit: string
  readonly minEvents: string
  /** Empty: every kind of alarm. */
  readonly alarms: readonly AlarmKind[]
  readonly channels: AlertRule['channels']
}

export type RuleProblems = Partial<Record<'name' | 'types' | 'measures' | 'limit' | 'minEvents', string>>

export const MEASURE_IDS: readonly Measure[] = ['error-rate', 'volume', 'latency']

export const NEW_RULE: RuleDraft = {
  name: '',
  kind: 'threshold',
  dataset: null,
  of: 'any',
  types: [],
  measures: MEASURE_IDS,
  measure: 'error-rate',
  bound: 'above',
  limit: '10',
  minEvents: '20',
  alarms: [],
  channels: { app: true, desktop: true, webhooks: [] },
}

export function draftOf({ name, when, dataset, of, measures, channels }: AlertRule): RuleDraft {
  const [measure = NEW_RULE.measure] = measures
  const limits =
    when.kind === 'threshold'
      ? {
          measure,
          bound: when.bound,
          limit: String(measure === 'error-rate' ? rounded(when.limit * 100) : when.limit),
          minEvents: String(when.minEvents),
        }
      : { measures, alarms: when.kind === 'alarm' ? when.alarms : [] }
  return {
    ...NEW_RULE,
    name,
    kind: when.kind,
    dataset,
    of: of.kind,
    types: of.kind === 'types' ? of.types : [],
    channels,
    ...limits,
  }
}

/**
 * The rule, or the problems that keep it from being complete. `before` is the edited rule; a new one gets an id that is not in
 * `taken`.
 */
export function checkDraft(
  draft: RuleDraft,
  before: AlertRule | null,
  taken: readonly string[],
): { rule: AlertRule | null; problems: RuleProblems } {
  const { name, kind, dataset, measure, bound, channels } = draft
  const limit = numberOf(draft.limit)
  const minEvents = numberOf(draft.minEvents)
  const problems: RuleProblems = {
    ...(name.trim() === '' ? { name: 'A rule needs a name.' } : {}),
    ...(kind !== 'alarm' && draft.of === 'types' && draft.types.length === 0
      ? { types: 'Choose at least one type.' }
      : {}),
    ...(kind === 'anomalous' && draft.measures.length === 0 ? { measures: 'Choose at least one measure.' } : {}),
    ...(kind === 'threshold' ? limitProblem(measure, limit) : {}),
    ...(kind === 'threshold' && countsEvents(measure) && !(Number.isInteger(minEvents) && minEvents >= 1)
      ? { minEvents: 'Enter a whole number, 1 or more.' }
      : {}),
  }
  if (Object.keys(problems).length > 0) return { rule: null, problems }
  const when: AlertRule['when'] =
    kind === 'threshold'
      ? {
          kind,
          bound,
          limit: measure === 'error-rate' ? limit / 100 : limit,
          minEvents: countsEvents(measure) ? minEvents : 1,
        }
      : kind === 'alarm'
        ? { kind, alarms: [...draft.alarms] }
        : { kind }
  const rule: AlertRule = {
    id: before?.id ?? idFromName(name, taken),
    name: name.trim(),
    enabled: before?.enabled ?? true,
    dataset: kind === 'alarm' ? null : dataset,
    of:
      kind === 'alarm'
        ? { kind: 'any' }
        : draft.of === 'types'
          ? { kind: 'types', types: [...draft.types] }
          : { kind: draft.of },
    measures: kind === 'threshold' ? [measure] : kind === 'alarm' ? [...MEASURE_IDS] : [...draft.measures],
    when,
    channels,
    silentUntil: before?.silentUntil ?? null,
  }
  return { rule, problems }
}

/** A rate or a percentile over few events is meaningless, so it needs a minimum; an event count does not. */
export function countsEvents(measure: Measure): boolean {
  return measure !== 'volume'
}

function limitProblem(measure: Measure, limit: number): RuleProblems {
  if (measure === 'error-rate') return limit >= 0 && limit <= 100 ? {} : { limit: 'Enter 0 to 100 %.' }
  return limit >= 0 ? {} : { limit: 'Enter a number, 0 or more.' }
}

/** NaN if the text is not a number. */
function numberOf(text: string): number {
  return text.trim() === '' ? Number.NaN : Number(text.trim().replace(',', '.'))
}

/** In floating point, 0.07 × 100 is not 7. */
function rounded(percent: number): number {
  return Number(percent.toPrecision(12))
}
