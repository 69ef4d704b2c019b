import type { Documents } from '@main/ports/documents'
import { AlertSettings } from '@shared/model/alert'
import { expect, it } from 'vitest'
import { openAlertSettings } from './alert-settings-store'

function storage() {
  const kept = new Map<string, unknown>()
  let values: Readonly<Record<string, string>> = { OTHER: 'stays' }
  const documents: Documents = {
    read: async (name) => kept.get(name) ?? null,
    write: async (name, value) => void kept.set(name, structuredClone(value)),
    path: (name) => `/data/${name}`,
  }
  const secrets = {
    read: async () => values,
    write: async (next: Readonly<Record<string, string>>) => {
      values = next
    },
  }
  return { documents, secrets, kept, secretValues: () => values }
}

const draft = { id: 'ops', name: 'Ops', format: 'json', enabled: true } as const
const URL = 'https://hooks.example/services/T1/secret-part?key=hidden'

it('reports every anomaly and alarm in the window and on the desktop by default', async () => {
  const alertSettings = await openAlertSettings(storage().documents, storage().secrets)
  expect(alertSettings.feed.value.rules).toMatchObject([
    { when: { kind: 'anomalous' }, channels: { app: true, desktop: true } },
    { when: { kind: 'alarm', alarms: [] }, channels: { app: true, desktop: true } },
  ])
})

it('reports alarms where a file of an earlier version reports anomalies', async () => {
  const { documents, secrets } = storage()
  const [anomalies] = AlertSettings.parse({}).rules
  const channels = { app: true, desktop: false, webhooks: ['ops'] }
  await documents.write('alerts.json', { rules: [{ ...anomalies, channels }], webhooks: [], mutes: [] })
  const alertSettings = await openAlertSettings(documents, secrets)
  expect(alertSettings.feed.value.rules.map(({ when, channels }) => [when.kind, channels])).toEqual([
    ['anomalous', channels],
    ['alarm', channels],
  ])
  await alertSettings.removeRule('pipeline')
  expect((await openAlertSettings(documents, secrets)).feed.value.rules).toHaveLength(1)
})

it('keeps the limits of alarms, and mutes a kind of alarm', async () => {
  const { documents, secrets } = storage()
  const alertSettings = await openAlertSettings(documents, secrets)
  await alertSettings.saveLimits({ ...alertSettings.feed.value.alarms, lagSeconds: 90 })
  await alertSettings.mute({ alarm: 'lag', until: 100 }, 0)
  await alertSettings.mute({ alarm: 'lag', until: 200 }, 0)
  const { alarms, mutes } = (await openAlertSettings(documents, secrets)).feed.value
  expect(alarms.lagSeconds).toBe(90)
  expect(mutes).toEqual([{ alarm: 'lag', until: 200 }])
})

it('keeps addresses and secrets of webhooks apart from the other settings', async () => {
  const { documents, secrets, kept, secretValues } = storage()
  const alertSettings = await openAlertSettings(documents, secrets)
  const { webhook, secret } = await alertSettings.saveWebhook({ ...draft, url: URL })
  expect(webhook).toEqual({ ...draft, address: 'https://hooks.example/…', signed: true })
  expect(secret).toMatch(/^whsec_.{32}$/)
  expect(JSON.stringify(kept.get('alerts.json'))).not.toMatch(/secret-part|hidden|whsec/)
  const again = await openAlertSettings(documents, secrets)
  expect(await again.access('ops')).toEqual({ webhook, url: URL, secret })
  await again.saveWebhook({ ...draft, name: 'Operations' })
  expect(await again.access('ops')).toMatchObject({ webhook: { name: 'Operations', signed: true }, url: URL, secret })
  await again.removeWebhook('ops')
  expect(secretValues()).toEqual({ OTHER: 'stays' })
  await expect(again.access('ops')).rejects.toMatchObject({ fault: { code: 'webhook-unknown' } })
})

it.each(['', 'hooks.example', 'ftp://hooks.example/', 'javascript:alert(1)', 'https://me:pass@hooks.example/'])(
  'refuses the address "%s"',
  async (url) => {
    const { documents, secrets } = storage()
    const alertSettings = await openAlertSettings(documents, secrets)
    await expect(alertSettings.saveWebhook({ ...draft, url })).rejects.toMatchObject({
      fault: { code: 'alerts-invalid' },
    })
    expect(alertSettings.feed.value.webhooks).toEqual([])
  },
)

it('removes a deleted webhook from the rules', async () => {
  const { documents, secrets } = storage()
  const alertSettings = await openAlertSettings(documents, secrets)
  await alertSettings.saveWebhook({ ...draft, format: 'slack', url: URL })
  const [rule] = alertSettings.feed.value.rules
  if (!rule) throw new Error('there is a default rule')
  await alertSettings.saveRule({ ...rule, channels: { ...rule.channels, webhooks: ['ops'] } })
  expect(alertSettings.feed.value.webhooks).toMatchObject([{ signed: false }])
  await alertSettings.removeWebhook('ops')
  expect(alertSettings.feed.value.rules[0]?.channels.webhooks).toEqual([])
})

it('drops expired mutes, and replaces the mute of the same type', async () => {
  const { documents, secrets } = storage()
  const alertSettings = await openAlertSettings(documents, secrets)
  await alertSettings.mute({ dataset: 'shop', type: 'PAY', until: 100 }, 0)
  await alertSettings.mute({ dataset: 'shop', type: null, until: 50 }, 0)
  await alertSettings.mute({ dataset: 'shop', type: 'PAY', until: 200 }, 60)
  expect(alertSettings.feed.value.mutes).toEqual([{ dataset: 'shop', type: 'PAY', until: 200 }])
  await alertSettings.mute({ dataset: 'shop', type: 'PAY', until: 0 }, 60)
  expect(alertSettings.feed.value.mutes).toEqual([])
})

it('rejects a file that it cannot read, and names the file', async () => {
  const { documents, secrets } = storage()
  await documents.write('alerts.json', { rules: 'none' })
  await expect(openAlertSettings(documents, secrets)).rejects.toMatchObject({
    fault: { code: 'settings-invalid', file: '/data/alerts.json' },
  })
})
