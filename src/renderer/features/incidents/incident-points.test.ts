import { MINUTE_MS } from '@shared/lib/time'
import type { BandPoint } from '@shared/model/anomaly'
import type { Finding, IncidentWindow } from '@shared/model/incident'
import { expect, it } from 'vitest'
import { incidentPoints } from './incident-points'

const at = (minute: number) => Date.UTC(2026, 0, 5, 12) + minute * MINUTE_MS
const expected = { value: 0.05, low: 0.03, high: 0.07 }
const point = (minute: number): BandPoint => ({ start: at(minute), observed: 0.06, expected, anomalous: false })

function seen(minute: number, type: string | null): IncidentWindow {
  const finding: Finding = {
    cause: { kind: 'anomaly' },
    type,
    measure: 'error-rate',
    shape: 'jump',
    observed: 0.2,
    expected,
    pValue: 1e-9,
    since: at(minute),
    errorCodes: [],
    sentence: '',
    touched: null,
  }
  return { start: at(minute), revision: 1, events: 1, findings: [finding] }
}

const marked = (points: readonly BandPoint[]) => points.map(({ start, anomalous }) => [start, anomalous])

it('marks an incident’s windows even if the detector did not', () => {
  const incident = { type: 'PAYMENT', history: [seen(1, 'PAYMENT')] }
  expect(marked(incidentPoints([point(0), point(1)], incident, 'error-rate'))).toEqual([
    [at(0), false],
    [at(1), true],
  ])
  expect(marked(incidentPoints([point(0), point(1)], incident, 'latency'))).toEqual([
    [at(0), false],
    [at(1), false],
  ])
})

it('uses the incident’s own windows where ranges are gone, and only those of the same type', () => {
  const history = [seen(0, null), seen(1, 'PAYMENT'), seen(2, 'PAYMENT')]
  const points = incidentPoints([point(2)], { type: null, history }, 'error-rate')
  expect(points).toEqual([
    { start: at(0), observed: 0.2, expected, anomalous: true },
    { ...point(2), anomalous: true },
  ])
})
