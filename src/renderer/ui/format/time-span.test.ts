import { describe, expect, it } from 'vitest'
import { formatSpan, parseSpan } from './time-span'

describe('a time span', () => {
  it('shows only units that are not zero', () => {
    expect([0, 20, 90, 600, 5_400, 90_061, 0.5].map(formatSpan)).toEqual([
      '0 s',
      '20 s',
      '1 min 30 s',
      '10 min',
      '1 h 30 min',
      '1 d 1 h 1 min 1 s',
      '0.5 s',
    ])
  })

  it('is read in common notations', () => {
    const texts = ['10 min', '20s', '1h 30m', ' 1 h30 min', '10', '1.5 h', '0', '2 d']
    expect(texts.map(parseSpan)).toEqual([600, 20, 5_400, 5_400, 600, 5_400, 0, 172_800])
  })

  it('is refused when it is not understood', () => {
    for (const text of ['', 'soon', '10 minutes', '-5 s', '10 min 3', '1 x']) expect(parseSpan(text)).toBeNull()
  })

  it('is read back from its own text', () => {
    for (const seconds of [0, 1, 59, 60, 3_661, 86_400.5]) expect(parseSpan(formatSpan(seconds))).toBeCloseTo(seconds)
  })
})
