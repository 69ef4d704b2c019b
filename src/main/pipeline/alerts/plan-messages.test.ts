import type { Channel } from '@main/ports/outbox'
import { type AlertRule, AlertSettings } from '@shared/model/alert'
import { describe, expect, it } from 'vitest'
import { type Plan, planAcknowledgement, planMessages } from './plan-messages'
import { at, incidentOf } from './testing/open-incident'

const dataset = { title: 'User interactions', typeLabels: { PAYMENT: 'Payment' } }
const ops = { id: 'ops', name: 'Ops', format: 'json', enabled: true, address: 'https://x/', signed: true } as const
const everything = AlertSettings.parse({}).rules[0] as AlertRule
const telling = (over: Partial<AlertRule>): AlertRule => ({ ...everything, ...over })
const plan = (rules: AlertRule[], over: Partial<Plan> & Partial<AlertSettings> = {}): Plan => ({
  settings: { ...AlertSettings.parse({ webhooks: [ops] }), rules, ...over } as AlertSettings,
  dataset,
  notified: over.notified ?? [],
  now: over.now ?? at(1) + 3_000,
})
const ALL: Channel[] = ['app', 'desktop', 'webhook:ops']
const hooked = telling({ channels: { app: true, desktop: true, webhooks: ['ops'] } })
const channels = (messages: readonly { channel: Channel }[]) => messages.map(({ channel }) => channel)

describe('the messages of an incident', () => {
  it('report every anomaly in the window and on the desktop by default', () => {
    const messages = planMessages(incidentOf(), plan([everything]))
    expect(channels(messages)).toEqual(['app', 'desktop'])
    expect(messages[0]).toMatchObject({
      change: 'opened',
      title: 'Payment: more errors',
      text: 'Payment errors 15.0 %, expected 3.0–7.0 %, since 12:00. Mostly 402. 41 users affected so far.',
    })
  })

  it('come once to each channel, even if several rules match', () => {
    expect(channels(planMessages(incidentOf(), plan([everything, { ...hooked, id: 'hooked' }])))).toEqual(ALL)
    expect(planMessages(incidentOf(), plan([hooked], { notified: ALL }))).toEqual([])
    expect(channels(planMessages(incidentOf(), plan([hooked], { notified: ['app', 'desktop'] })))).toEqual([
      'webhook:ops',
    ])
  })

  it.each<[string, Partial<AlertRule>]>([
    ['of another dataset', { dataset: 'access_log' }],
    ['of other types', { of: { kind: 'types', types: ['SEARCH'] } }],
    ['of all together', { of: { kind: 'together' } }],
    ['of other measures', { measures: ['latency'] }],
    ['that is off', { enabled: false }],
    ['that is silent', { silentUntil: at(9) }],
    ['with a threshold', { when: { kind: 'threshold', bound: 'above', limit: 0.1, minEvents: 20 } }],
  ])('do not follow from a rule %s', (_, over) => {
    expect(planMessages(incidentOf(), plan([telling(over)]))).toEqual([])
  })

  it('are sent once a rule is no longer muted and the incident is still open', () => {
    const rule = telling({ silentUntil: at(9) })
    expect(planMessages(incidentOf({ last: at(10) }), plan([rule], { now: at(11) }))).toHaveLength(2)
  })

  it('about all types together match rules for any of the types', () => {
    const rule = telling({ of: { kind: 'types', types: ['PAYMENT'] } })
    expect(planMessages(incidentOf({ type: null, types: ['SEARCH', 'PAYMENT'] }), plan([rule]))).toHaveLength(2)
    expect(planMessages(incidentOf({ type: null, types: ['SEARCH'] }), plan([rule]))).toEqual([])
  })

  it('about a threshold come from its own rule', () => {
    const incident = incidentOf({ cause: { kind: 'threshold', rule: 'limit', name: 'Payments over 10 %' } })
    const limit = telling({ id: 'limit', when: { kind: 'threshold', bound: 'above', limit: 0.1, minEvents: 20 } })
    const messages = planMessages(incident, plan([everything, limit]))
    expect(messages.map(({ title }) => title)).toEqual(new Array(2).fill('Payment: Payments over 10 %'))
  })

  it('are none while the type is muted', () => {
    const mutes = [{ dataset: 'user_interactions', type: 'PAYMENT', until: at(5) }]
    expect(planMessages(incidentOf(), plan([everything], { mutes }))).toEqual([])
    expect(planMessages(incidentOf(), plan([everything], { mutes, now: at(6) }))).toHaveLength(2)
  })

  it('about old incidents stay in the window', () => {
    expect(channels(planMessages(incidentOf(), plan([hooked], { now: at(90) })))).toEqual(['app'])
  })

  it('report the end to those who were notified of the beginning', () => {
    const over = incidentOf({ state: 'ended', endedAt: at(3), last: at(2), windows: 3 })
    expect(planMessages(over, plan([hooked]))).toEqual([])
    const messages = planMessages(over, plan([hooked], { notified: ['app', 'webhook:ops'], now: at(90) }))
    expect(channels(messages)).toEqual(['app', 'webhook:ops'])
    expect(messages[0]).toMatchObject({
      change: 'ended',
      title: 'Payment: more errors, over',
      text: 'It lasted 3 minutes, 12:00–12:03 UTC. At its worst: Payment errors 15.0 %, expected 3.0–7.0 %, since 12:00.',
    })
    expect(JSON.parse(messages[1]?.payload ?? '')).toMatchObject({
      version: 1,
      id: `${over.id}/ended`,
      change: 'ended',
      incident: { type: 'PAYMENT', ended_at: '2026-01-05T12:03:00.000Z', touched: { users: 41 } },
    })
  })

  it('report an acknowledgement to webhooks only', () => {
    const seen = incidentOf({ state: 'acknowledged', acknowledgedAt: at(2) })
    expect(channels(planAcknowledgement(seen, plan([hooked], { notified: ALL })))).toEqual(['webhook:ops'])
    expect(planAcknowledgement(seen, plan([hooked], { notified: ['app'] }))).toEqual([])
  })
})
