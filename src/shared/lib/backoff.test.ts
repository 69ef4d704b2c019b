import { expect, it } from 'vitest'
import { backoff } from './backoff'

it('grows with each failure and then keeps the longest pause', () => {
  expect([1, 2, 3, 9].map((failures) => backoff(failures, [10, 20, 50]))).toEqual([10, 20, 50, 50])
  expect(backoff(0, [10, 20])).toBe(10)
})
