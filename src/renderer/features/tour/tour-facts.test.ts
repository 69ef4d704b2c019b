import { FIRST_STEP, TourStep } from '@shared/model/guide'
import { expect, it } from 'vitest'
import { isDone, stepAfter, stepBefore, type TourFacts, targetOf } from './tour-facts'

const NOTHING: TourFacts = {
  screen: 'pipeline',
  scenarioRuns: false,
  openIncident: null,
  shownIncident: null,
  failedRows: false,
  trace: false,
  analysedAgain: false,
}

it('waits for the fact of each step, and for no other', () => {
  const facts: Record<TourStep, Partial<TourFacts>> = {
    'break-checkout': { scenarioRuns: true },
    'see-the-incident': { shownIncident: 'a' },
    'find-an-event': { failedRows: true },
    'follow-its-way': { trace: true },
    'analyse-again': { analysedAgain: true },
  }
  for (const step of TourStep.options) {
    for (const [of, fact] of Object.entries(facts)) expect(isDone(step, { ...NOTHING, ...fact })).toBe(of === step)
  }
})

it('leads to the screen first, and then to the element on it', () => {
  expect(targetOf('break-checkout', NOTHING)).toBe('to-scenarios')
  expect(targetOf('break-checkout', { ...NOTHING, screen: 'scenarios' })).toBe('start-checkout-errors')
  expect(targetOf('find-an-event', { ...NOTHING, screen: 'incidents', shownIncident: 'a' })).toBe('failed-rows')
  expect(targetOf('analyse-again', { ...NOTHING, screen: 'events', trace: true })).toBe('trace-report')
  expect(targetOf('analyse-again', { ...NOTHING, screen: 'reports' })).toBe('analyse-again')
})

it('points at no incident before there is one', () => {
  expect(targetOf('see-the-incident', { ...NOTHING, screen: 'incidents' })).toBeNull()
  expect(targetOf('see-the-incident', { ...NOTHING, openIncident: 'a' })).toBe('to-incidents')
})

it('has a first and a last step', () => {
  expect(stepBefore(FIRST_STEP)).toBeNull()
  expect(stepAfter(FIRST_STEP)).toBe('see-the-incident')
  expect(stepAfter('analyse-again')).toBeNull()
})
