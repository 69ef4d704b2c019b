import type { AlertRule, RuleCondition } from '@shared/model/alert'
import type { Measure } from '@shared/model/anomaly'
import { assertNever } from '@shared/model/assert-never'
import type { Dataset } from '@shared/model/dataset'
import { formatLatency } from '@shared/model/duration'
import type { Finding } from '@shared/model/incident'
import type { Analysis } from '@shared/model/report'
import type { WindowStart } from '@shared/model/window'

type Threshold = Extract<RuleCondition, { kind: 'threshold' }>

/** What a window shows of one type, or of all types together. */
interface Seen {
  readonly type: string | null
  readonly events: number
  readonly errors: number
  readonly p95: number | null
}

/**
 * The values of a window that are beyond the limits of threshold rules. Disabled and muted rules are evaluated too, because their
 * own incidents must continue.
 */
export function beyondThresholds(
  rules: readonly AlertRule[],
  { name, title, typeLabels }: Pick<Dataset, 'name' | 'title' | 'typeLabels'>,
  start: WindowStart,
  analysis: Pick<Analysis, 'rows' | 'errors' | 'types' | 'latency'>,
): Finding[] {
  return rules.flatMap((rule) => {
    const { when, measures, dataset } = rule
    const [measure] = measures
    if (!rule.enabled || when.kind !== 'threshold' || !measure) return []
    if (dataset !== null && dataset !== name) return []
    return seenBy(rule, analysis).flatMap((seen) => {
      const observed = measured(measure, seen, when)
      if (observed === null || !isBeyond(observed, when)) return []
      const label = seen.type === null ? title : (typeLabels[seen.type] ?? seen.type)
      return [findingOf(rule, when, { measure, type: seen.type, observed, label, start })]
    })
  })
}

function seenBy({ of }: AlertRule, { rows, errors, types, latency }: Parameters<typeof beyondThresholds>[3]): Seen[] {
  const each = types.map((one) => ({ ...one, p95: one.latency?.p95 ?? null }))
  switch (of.kind) {
    case 'any':
      return each
    case 'together':
      return [{ type: null, events: rows, errors, p95: latency?.p95 ?? null }]
    case 'types':
      // A type without events is missing from the analysis, but a lower limit must catch exactly that.
      return of.types.map((type) => each.find((one) => one.type === type) ?? { type, events: 0, errors: 0, p95: null })
    default:
      return assertNever(of)
  }
}

function measured(measure: Measure, { events, errors, p95 }: Seen, { minEvents }: Threshold): number | null {
  if (measure === 'volume') return events
  if (events < minEvents) return null
  return measure === 'error-rate' ? errors / events : p95
}

function isBeyond(observed: number, { bound, limit }: Threshold): boolean {
  return bound === 'above' ? observed > limit : observed < limit
}

function findingOf(
  { id, name }: AlertRule,
  { bound, limit }: Threshold,
  {
    measure,
    type,
    observed,
    label,
    start,
  }: Pick<Finding, 'measure' | 'type' | 'observed'> & { label: string; start: number },
): Finding {
  const side = bound === 'above' ? 'above' : 'below'
  return {
    cause: { kind: 'threshold', rule: id, name },
    type,
    measure,
    shape: 'threshold',
    observed,
    expected: { value: limit, low: limit, high: limit },
    pValue: null,
    since: start,
    errorCodes: [],
    sentence: `${label} ${WORDS[measure]} ${worded(measure, observed)}, ${side} the limit of ${worded(measure, limit)} (${name}).`,
    touched: null,
  }
}

const WORDS: Record<Measure, string> = { 'error-rate': 'errors', volume: 'events', latency: 'p95 latency' }

function worded(measure: Measure, value: number): string {
  if (measure === 'error-rate') return `${Number((value * 100).toFixed(1))} %`
  return measure === 'volume' ? `${Math.round(value).toLocaleString('en')} a minute` : formatLatency(value)
}
