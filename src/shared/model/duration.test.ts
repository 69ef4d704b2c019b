import { expect, it } from 'vitest'
import { formatDuration, formatLatency } from './duration'

it.each([
  [41, '41 ms'],
  [340, '0.34 s'],
  [59_940, '59.9 s'],
  [59_960, '1 min'],
  [125_000, '2 min 5 s'],
  [1_064_959, '17 min 45 s'],
  [3_599_600, '1 h'],
  [7_500_000, '2 h 5 min'],
  [90_000_000, '1 d 1 h'],
])('formats %d ms for people', (ms, words) => {
  expect(formatDuration(ms)).toBe(words)
})

it('shows latencies as whole milliseconds up to ten seconds', () => {
  expect([412, 9_999, 12_345, 1_064_959].map(formatLatency)).toEqual(['412 ms', '9,999 ms', '12.3 s', '17 min 45 s'])
})
