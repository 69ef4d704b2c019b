import type { AlertRule } from '@shared/model/alert'
import { expect, it } from 'vitest'
import { channelsWords, ruleWords } from './rule-words'

const names = { dataset: () => 'User interactions', type: (_: string | null, type: string) => type.toLowerCase() }
const rule: AlertRule = {
  id: 'r',
  name: 'R',
  enabled: true,
  dataset: null,
  of: { kind: 'any' },
  measures: ['error-rate', 'volume', 'latency'],
  when: { kind: 'anomalous' },
  channels: { app: true, desktop: false, webhooks: ['pager', 'gone'] },
  silentUntil: null,
}

it('says what a rule covers, and who gets notified', () => {
  expect(ruleWords(rule, names)).toBe(
    'Anomalous error rate, volume or latency, for each type and the total, in every dataset',
  )
  const threshold: AlertRule = {
    ...rule,
    dataset: 'user_interactions',
    of: { kind: 'types', types: ['PAYMENT', 'CHECKOUT'] },
    measures: ['error-rate'],
    when: { kind: 'threshold', bound: 'above', limit: 0.1, minEvents: 20 },
  }
  expect(ruleWords(threshold, names)).toBe('Error rate above 10.0 %, for payment or checkout, in User interactions')
  const alarms: AlertRule = { ...rule, when: { kind: 'alarm', alarms: [] } }
  expect(ruleWords(alarms, names)).toBe('Every alarm of the pipeline')
  expect(ruleWords({ ...alarms, when: { kind: 'alarm', alarms: ['lag', 'disk-short'] } }, names)).toBe(
    'The sink lags behind or the disk is nearly full',
  )
  expect(channelsWords(rule.channels, new Map([['pager', 'The pager']]))).toBe('notifies this window, The pager')
  expect(channelsWords({ app: false, desktop: false, webhooks: ['gone'] }, new Map())).toBe('notifies no one')
})
