import { expect, it } from 'vitest'
import type { AlarmFacts } from '../alarm-facts'
import { course, START } from '../testing/facts'
import { webhookFailing } from './webhook-failing'

const failing = (at: number, retried = false): Partial<AlarmFacts> => ({
  webhooks: [{ id: 'ops', name: 'Ops', failure: { at, outcome: 'HTTP 500', retried } }],
})
const working: Partial<AlarmFacts> = { webhooks: [{ id: 'ops', name: 'Ops', failure: null }] }

it('raises one alarm for a webhook that does not receive its messages, and ends it once it does', () => {
  const run = course([webhookFailing])
    .hold(60, working)
    .hold(120, failing(START + 60_000))
    .hold(60, working)
  expect(run.summary()).toEqual(['webhook-failing ops: 64–180 recovered'])
  expect(run.alarms()[0]?.sentence).toContain('HTTP 500')
})

it('does not repeat a message that was lost before Millrace started, unless it is sent again', () => {
  expect(
    course([webhookFailing])
      .hold(600, failing(START - 1))
      .summary(),
  ).toEqual([])
  expect(
    course([webhookFailing])
      .hold(600, failing(START - 1, true))
      .summary(),
  ).toHaveLength(1)
})

it('ends the alarm of a webhook that is removed or switched off', () => {
  const run = course([webhookFailing]).hold(60, failing(START)).hold(60, { webhooks: [] })
  expect(run.summary()).toEqual(['webhook-failing ops: 4–60 recovered'])
})
