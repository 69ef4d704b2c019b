import { expect, it } from 'vitest'
import { highestRate, type Rated } from './highest-rate'

const steady = (seconds: number, rate: number, events = 400): Rated[] =>
  Array.from({ length: seconds }, () => ({ rate, events }))

it('is not set by one second with few events, over which ten rates are counted', () => {
  expect(highestRate([[...steady(290, 0.06), ...steady(10, 0.6, 5)]])).toBe(0.06)
})

it('is set by a short burst with the usual number of events', () => {
  expect(highestRate([[...steady(285, 0.06), ...steady(15, 0.35)]])).toBe(0.35)
})

it('is set by errors that last while few events come', () => {
  expect(highestRate([[...steady(240, 0.06), ...steady(60, 1, 40)]])).toBe(1)
})

it('is set by the worst type, unless it has too few events for a rate', () => {
  expect(highestRate([steady(300, 0.06), steady(300, 0.2)])).toBe(0.2)
  expect(highestRate([steady(300, 0.06), steady(10, 1, 1)])).toBe(0.06)
  expect(highestRate([steady(10, 0.5, 2)])).toBe(0.5)
})
