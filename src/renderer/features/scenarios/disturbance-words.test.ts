import { Disturbance } from '@shared/model/scenario'
import { describe, expect, it } from 'vitest'
import { lengthOf, whatWords, whenWords } from './disturbance-words'

const labels = { CHECKOUT: 'Checkout', SEARCH: 'Search', PAYMENT: 'Payment' }
const burst = Disturbance.parse({
  kind: 'error-burst',
  types: ['CHECKOUT'],
  startSeconds: 0,
  lengthSeconds: 600,
  errorRate: 0.15,
})
const late = Disturbance.parse({
  kind: 'late',
  startSeconds: 300,
  lengthSeconds: 90,
  share: 0.1,
  delaySeconds: 90,
})

describe('a disturbance in words', () => {
  it('names the affected types and the effect', () => {
    expect(whatWords(burst, labels)).toBe('Checkout: 15 % fail')
    expect(whatWords(late, labels)).toBe('All events: 10 % come 1 min 30 s late')
    expect(whatWords({ ...burst, types: ['CHECKOUT', 'SEARCH', 'PAYMENT'] }, labels)).toBe(
      'Checkout, Search and Payment: 15 % fail',
    )
    expect(whatWords({ ...burst, types: ['NEW'] }, labels)).toBe('NEW: 15 % fail')
  })

  it('describes the time', () => {
    expect(whenWords(burst)).toBe('for 10 min')
    expect(whenWords(late)).toBe('for 1 min 30 s, after 5 min')
  })

  it('ends with the last disturbance', () => {
    expect(lengthOf([burst, late])).toBe(600)
  })
})
