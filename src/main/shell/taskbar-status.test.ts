import { expect, it } from 'vitest'
import { openIncidents, progressOf } from './taskbar-status'

it('shows nothing without work, and movement for work of unknown length', () => {
  expect(progressOf([])).toBe(-1)
  expect(progressOf([null, Number.NaN])).toBe(2)
})

it('shows the mean of what is known, within its limits', () => {
  expect(progressOf([0.5, 1, null])).toBe(0.75)
  expect(progressOf([1.5])).toBe(1)
  expect(progressOf([-1])).toBe(0)
})

it('counts open incidents', () => {
  expect(openIncidents(0)).toBe('')
  expect(openIncidents(1)).toBe('1 open incident')
  expect(openIncidents(1_200)).toBe('1,200 open incidents')
})
