import type { Alarm } from '@shared/model/alarm'
import { expect, it } from 'vitest'
import { createWebhookProbe } from './probe-webhooks'

const alarm = (over: Partial<Alarm>): Alarm => ({
  id: 'x',
  alarm: 'webhook-failing',
  subject: 'ops',
  dataset: null,
  title: '',
  sentence: '',
  state: 'open',
  began: 0,
  noticedAt: 0,
  endedAt: null,
  endedBy: null,
  acknowledgedAt: null,
  ...over,
})

it('retries the oldest message of each failing webhook twice a minute', async () => {
  const hurried: string[] = []
  const outbox = {
    hurry: async (channel: string, _: number, which: string) => void hurried.push(`${which} ${channel}`),
  }
  const probe = createWebhookProbe(outbox, { now: () => 0 })
  for (let elapsed = 0; elapsed < 60_000; elapsed += 2_000) {
    await probe([alarm({}), alarm({ subject: 'dev' }), alarm({ alarm: 'lag', subject: null })], elapsed)
  }
  expect(hurried).toEqual(Array(2).fill(['oldest webhook:ops', 'oldest webhook:dev']).flat())
  expect(await probe([alarm({ alarm: 'lag' })], 120_000)).toBeUndefined()
  expect(hurried).toHaveLength(4)
})
