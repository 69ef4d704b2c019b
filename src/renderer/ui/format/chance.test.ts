import { describe, expect, it } from 'vitest'
import { formatChance } from './chance'
import { formatExpected, formatMeasured } from './measure'

describe('how unlikely', () => {
  it('is given in everyday words', () => {
    expect([0.1, 1e-3, 1 / 60, 1e-5, 1e-6, 1e-9, 1e-13, 1e-16].map(formatChance)).toEqual([
      'once in 10 minutes',
      'once in 17 hours',
      'once in an hour',
      'once in 2.3 months',
      'once in 1.9 years',
      'once in 1,900 years',
      'once in 19 million years',
      'less than once in a billion years',
    ])
  })
})

describe('a measure', () => {
  it('has its unit', () => {
    expect(formatMeasured('error-rate', 0.151)).toBe('15.1 %')
    expect(formatMeasured('volume', 1_204)).toBe('1,204 a minute')
    expect(formatMeasured('latency', 412.4)).toBe('412 ms')
  })

  it('has an expected range of two values, with the unit once', () => {
    expect(formatExpected('error-rate', { value: 0.05, low: 0.035, high: 0.075 })).toBe('3.5–7.5 %')
    expect(formatExpected('volume', { value: 600, low: 550, high: 1_650 })).toBe('550–1,650 a minute')
    expect(formatExpected('error-rate', { value: 0.001, low: 0.0001, high: 0.075 })).toBe('up to 7.5 %')
    expect(formatExpected('error-rate', { value: 0.001, low: 0, high: 0.075 })).toBe('0.0–7.5 %')
  })
})
