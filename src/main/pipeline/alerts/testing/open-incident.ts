import { MINUTE_MS } from '@shared/lib/time'
import type { Finding, Incident } from '@shared/model/incident'

export const START = Date.UTC(2026, 0, 5, 12)
export const at = (minute: number): number => START + minute * MINUTE_MS

/** An open incident of PAYMENT's errors since minute 0. */
export function incidentOf(over: Partial<Incident> = {}, finding: Partial<Finding> = {}): Incident {
  const found: Finding = {
    cause: { kind: 'anomaly' },
    type: 'PAYMENT',
    measure: 'error-rate',
    shape: 'jump',
    observed: 0.15,
    expected: { value: 0.05, low: 0.03, high: 0.07 },
    pValue: 1e-9,
    since: START,
    errorCodes: ['402'],
    sentence: 'Payment errors 15.0 %, expected 3.0–7.0 %, since 12:00.',
    touched: { events: 45, users: 41, sessions: 43 },
    ...finding,
  }
  const peak = { start: START, finding: found }
  return {
    id: 'user_interactions.PAYMENT.2026-01-05_12-00',
    dataset: 'user_interactions',
    type: 'PAYMENT',
    cause: found.cause,
    state: 'open',
    types: ['PAYMENT'],
    began: START,
    last: START,
    windows: 1,
    since: START,
    endedAt: null,
    endedBy: null,
    noticedAt: at(1),
    acknowledgedAt: null,
    peak,
    sentence: found.sentence,
    measures: [{ measure: found.measure, first: START, last: START, windows: 1, peak }],
    errorCodes: ['402'],
    touched: { events: 45, users: 41, sessions: 43 },
    ...over,
  }
}
