import { AlertRule } from '@shared/model/alert'
import type { Analysis } from '@shared/model/report'
import { expect, it } from 'vitest'
import { beyondThresholds } from './thresholds'

const START = Date.UTC(2026, 0, 5, 12)
const dataset = { name: 'shop', title: 'Shop', typeLabels: { PAY: 'Payment' } }
const latency = (p95: number) => ({ p50: 1, p95, p99: p95, max: p95 })
const type = (name: string, events: number, errors: number, p95: number) => ({
  type: name,
  events,
  errors,
  errorRate: errors / events,
  latency: latency(p95),
  errorCodes: [],
})
const analysis: Analysis = {
  rows: 1_010,
  errors: 60,
  seconds: 0,
  types: [type('PAY', 1_000, 55, 480), type('RARE', 10, 5, 9_000)],
  latency: latency(500),
}

function beyond(rule: object) {
  const parsed = AlertRule.parse({
    id: 'limit',
    name: 'Limit',
    enabled: true,
    dataset: null,
    of: { kind: 'any' },
    measures: ['error-rate'],
    channels: { app: true, desktop: false, webhooks: [] },
    silentUntil: null,
    ...rule,
  })
  return beyondThresholds([parsed], dataset, START, analysis)
}
const when = (bound: string, limit: number) => ({ when: { kind: 'threshold', bound, limit } })

it('finds types beyond a limit that have enough events', () => {
  expect(beyond(when('above', 0.05))).toMatchObject([
    {
      type: 'PAY',
      observed: 0.055,
      cause: { kind: 'threshold', rule: 'limit' },
      sentence: 'Payment errors 5.5 %, above the limit of 5 % (Limit).',
    },
  ])
  expect(beyond(when('above', 0.055))).toEqual([])
})

it('finds all types together, and types without any event', () => {
  expect(beyond({ ...when('above', 400), measures: ['latency'], of: { kind: 'together' } })).toMatchObject([
    { type: null, observed: 500, sentence: 'Shop p95 latency 500 ms, above the limit of 400 ms (Limit).' },
  ])
  const silent = beyond({ ...when('below', 5), measures: ['volume'], of: { kind: 'types', types: ['GONE', 'PAY'] } })
  expect(silent).toMatchObject([{ type: 'GONE', observed: 0 }])
})

it('ignores other datasets, disabled rules and rules without a threshold', () => {
  expect(beyond({ ...when('above', 0), dataset: 'web' })).toEqual([])
  expect(beyond({ ...when('above', 0), enabled: false })).toEqual([])
  expect(beyond({ when: { kind: 'anomalous' } })).toEqual([])
})

it('checks only the measure of the rule', () => {
  expect(() => beyond({ ...when('above', 1), measures: ['volume', 'latency'] })).toThrow('one measure')
})
