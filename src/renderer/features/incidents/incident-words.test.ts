import type { Finding } from '@shared/model/incident'
import { expect, it } from 'vitest'
import { expectedWords, windowsWords } from './incident-words'

const limit = { value: 0.1, low: 0.1, high: 0.1 }
const finding: Finding = {
  cause: { kind: 'threshold', rule: 'r', name: 'R' },
  type: null,
  measure: 'error-rate',
  shape: 'threshold',
  observed: 0.2,
  expected: limit,
  pValue: null,
  since: 0,
  errorCodes: [],
  sentence: '',
  touched: null,
}

it('describe the allowed values of a limit, and the expected range', () => {
  expect(expectedWords(finding)).toBe('up to 10.0 %')
  expect(expectedWords({ ...finding, observed: 0.01 })).toBe('at least 10.0 %')
  const expected = { value: 0.05, low: 0.035, high: 0.075 }
  expect(expectedWords({ ...finding, shape: 'jump', expected })).toBe('3.5–7.5 %')
  expect(windowsWords(1, finding.cause)).toBe('1 window beyond the limit')
  expect(windowsWords(2, { kind: 'anomaly' })).toBe('2 anomalous windows')
})
