import type { Alarm } from '@shared/model/alarm'
import { type AlertRule, AlertSettings, PIPELINE_RULE } from '@shared/model/alert'
import { describe, expect, it } from 'vitest'
import { type Plan, planMessages } from './plan-messages'
import { at } from './testing/open-incident'

const ops = { id: 'ops', name: 'Ops', format: 'json', enabled: true, address: 'https://x/', signed: true } as const
const channels = { app: true, desktop: true, webhooks: ['ops'] }
const rule = (over: Partial<AlertRule> = {}): AlertRule => ({ ...PIPELINE_RULE, channels, ...over })
const plan = (rules: AlertRule[], over: Partial<Plan> = {}): Plan => ({
  settings: AlertSettings.parse({ webhooks: [ops], rules }),
  dataset: { title: '', typeLabels: {} },
  notified: [],
  now: at(1),
  ...over,
})
const alarmOf = (over: Partial<Alarm> = {}): Alarm => ({
  id: 'alarm.lag.pipeline.2026-01-05_12-00-00',
  alarm: 'lag',
  subject: null,
  dataset: null,
  title: 'The sink lags behind',
  sentence: '120,000 events wait.',
  state: 'open',
  began: at(0),
  noticedAt: at(1),
  endedAt: null,
  endedBy: null,
  acknowledgedAt: null,
  ...over,
})
const sent = (alarm: Alarm, rules: AlertRule[], over: Partial<Plan> = {}) =>
  planMessages(alarm, plan(rules, over)).map(({ channel }) => channel)

describe('the messages of an alarm', () => {
  it('go to every channel of its rule, as the same facts that webhooks know', () => {
    const messages = planMessages(alarmOf(), plan([rule()]))
    expect(messages.map(({ channel }) => channel)).toEqual(['app', 'desktop', 'webhook:ops'])
    expect(JSON.parse(messages[2]?.payload ?? '')).toMatchObject({
      version: 1,
      change: 'opened',
      title: 'The sink lags behind',
      incident: { alarm: 'lag', dataset: null, since: '2026-01-05T12:00:00.000Z', windows: 0, peak: null },
    })
  })

  it('come from rules about alarms alone, and from those about its kind', () => {
    const [anomalies] = AlertSettings.parse({}).rules as [AlertRule]
    expect(sent(alarmOf(), [anomalies])).toEqual([])
    expect(sent(alarmOf(), [rule({ when: { kind: 'alarm', alarms: ['disk-short'] } })])).toEqual([])
    expect(sent(alarmOf(), [rule({ when: { kind: 'alarm', alarms: ['disk-short', 'lag'] } })])).toHaveLength(3)
    expect(sent(alarmOf(), [rule({ silentUntil: at(5) })])).toEqual([])
  })

  it('about a webhook do not go to that webhook', () => {
    expect(sent(alarmOf({ alarm: 'webhook-failing', subject: 'ops' }), [rule()])).toEqual(['app', 'desktop'])
  })

  it('say how long it lasted, and what ended it', () => {
    const over = alarmOf({ state: 'ended', endedAt: at(8) + 30_000, endedBy: 'by-hand' })
    expect(planMessages(over, plan([rule()], { notified: ['app'] }))).toMatchObject([
      {
        title: 'The sink lags behind, over',
        text: 'It was stopped by hand. It lasted 8 min 30 s, from 12:00:00 to 12:08:30 UTC.',
      },
    ])
  })
})
