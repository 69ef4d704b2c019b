import type { Delivery, Webhook } from '@shared/model/alert'
import { expect, it } from 'vitest'
import { webhookFacts } from './webhook-facts'

const ops: Webhook = { id: 'ops', name: 'Ops', format: 'json', enabled: true, address: 'https://x/', signed: true }
const delivery = (over: Partial<Delivery>): Delivery => ({
  id: 1,
  at: 100,
  change: 'opened',
  incident: 'x',
  title: '',
  channel: { kind: 'webhook', id: 'ops' },
  state: 'waiting',
  attempts: 2,
  nextAt: 200,
  outcome: 'HTTP 500',
  doneAt: null,
  ...over,
})
const refused = delivery({ state: 'failed', doneAt: 110, outcome: 'refused' })
const failureOf = (deliveries: Delivery[], proven = new Map<string, number>(), webhook = ops) =>
  webhookFacts([webhook], deliveries, proven)[0]?.failure

it('sees a message that is refused, or retried more than once', () => {
  expect(failureOf([refused])).toEqual({ at: 110, outcome: 'refused', retried: false })
  expect(failureOf([delivery({})])).toEqual({ at: 100, outcome: 'HTTP 500', retried: true })
  expect(failureOf([delivery({ attempts: 1 })])).toBeNull()
  expect(failureOf([delivery({ channel: { kind: 'desktop' } })])).toBeNull()
})

it('sees no failure once a later message or a test was delivered', () => {
  expect(failureOf([delivery({ id: 2, state: 'delivered', doneAt: 120 }), refused])).toBeNull()
  expect(failureOf([refused], new Map([['ops', 115]]))).toBeNull()
  expect(failureOf([refused], new Map([['ops', 105]]))).not.toBeNull()
})

it('ignores a webhook that is switched off', () => {
  expect(failureOf([refused], new Map(), { ...ops, enabled: false })).toBeUndefined()
})
