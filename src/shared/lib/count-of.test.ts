import { expect, it } from 'vitest'
import { countOf } from './count-of'

it('names one and many', () => {
  expect(countOf(0, 'window')).toBe('0 windows')
  expect(countOf(1, 'window')).toBe('1 window')
  expect(countOf(1_200, 'event')).toBe('1,200 events')
})
