import type { Anomaly } from '@shared/model/anomaly'
import { Report } from '@shared/model/report'
import { expect, it } from 'vitest'
import { compareReports } from './compare-reports'

const START = Date.UTC(2026, 0, 5, 12)

function report(revision: number, types: [string, number, number][], anomalies: Partial<Anomaly>[]): Report {
  const figures = types.map(([type, events, errors]) => {
    const latency = { p50: 1, p95: events, p99: events, max: events }
    return { type, events, errors, errorRate: errors / events, latency, errorCodes: [] }
  })
  const [rows, errors] = [1, 2].map((i) => types.reduce((sum, one) => sum + Number(one[i]), 0)) as [number, number]
  return Report.parse({
    report: { total_events: rows, total_errors: errors, by_event_type: {}, process_time: 0, file_name: '' },
    dataset: 'shop',
    window: { start: '2026-01-05T12:00:00.000Z', end: '2026-01-05T12:01:00.000Z' },
    revision,
    complete: true,
    incompleteReason: null,
    ledger: { produced: rows, logged: rows, stored: rows, extracted: rows, analysed: rows, deadLetters: 0 },
    analysis: { rows, errors, seconds: 0, types: figures, latency: null },
    anomalies: anomalies.map((one) => ({ ...ANOMALY, ...one })),
    createdAt: '2026-01-05T12:02:00.000Z',
  })
}
const ANOMALY: Anomaly = {
  type: 'PAY',
  measure: 'error-rate',
  shape: 'jump',
  observed: 0.2,
  observedRange: null,
  expected: { value: 0.05, low: 0.03, high: 0.07 },
  pValue: 1e-9,
  since: START,
  errorCodesThatGrew: [],
  sentence: '',
  touched: null,
}

it('compares counts, rates and anomalies of two revisions', () => {
  const before = report(
    1,
    [
      ['PAY', 100, 20],
      ['OLD', 5, 0],
    ],
    [{}, { type: 'OLD', measure: 'volume' }],
  )
  const after = report(
    2,
    [
      ['NEW', 8, 0],
      ['PAY', 400, 40],
    ],
    [{ observed: 0.1 }, { measure: 'latency' }],
  )
  const compared = compareReports(before, after)
  expect(compared).toMatchObject({
    before: { revision: 1 },
    after: { revision: 2 },
    events: { before: 105, after: 408 },
    errors: { before: 20, after: 40 },
    types: [
      { type: 'NEW', events: { before: 0, after: 8 }, p95: { before: null, after: 8 } },
      { type: 'PAY', errorRate: { before: 0.2, after: 0.1 }, p95: { before: 100, after: 400 } },
      { type: 'OLD', events: { before: 5, after: 0 } },
    ],
  })
  const { came, went, stayed } = compared.anomalies
  expect(came.map(({ measure }) => measure)).toEqual(['latency'])
  expect(went.map(({ type }) => type)).toEqual(['OLD'])
  expect(stayed.map((one) => [one.before.observed, one.after.observed])).toEqual([[0.2, 0.1]])
})
