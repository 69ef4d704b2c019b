import { expect, it } from 'vitest'
import { highestRate, type Rated } from './highest-rate'

const steady = (seconds: number, rate: number, events = 400): Rated[] =>
  Array.from({ length: seconds }, () => ({ rate, events }))

it('is not set by one thin second, which ten rates are counted over', () => {
  expect(highestRate([[...steady(290, 0.06), ...steady(10, 0.6, 5)]])).toBe(0.06)
})

it('is set by a short burst among as many events as ever', () => {
  expect(highestRate([[...steady(285, 0.06), ...steady(15, 0.35)]])).toBe(0.35)
})

it('is set by errors that last while few events come', () => {
  expect(highestRate([[...steady(240, 0.06), ...steady(60, 1, 40)]])).toBe(1)
})

it('is set by the worst type, unless that has too few events to have a rate', () => {
  expect(highestRate([steady(300, 0.06), steady(300, 0.2)])).toBe(0.2)
  expect(highestRate([steady(300, 0.06), steady(10, 1, 1)])).toBe(0.06)
  expect(highestRate([steady(10, 0.5, 2)])).toBe(0.5)
})
