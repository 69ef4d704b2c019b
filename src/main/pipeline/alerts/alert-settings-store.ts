import { randomBytes } from 'node:crypto'
import type { Documents } from '@main/ports/documents'
import type { Secrets } from '@main/ports/secrets'
import { createFeed, type Feed } from '@main/signals/feed'
import { oneAtATime } from '@shared/lib/one-at-a-time'
import type { AlarmLimits } from '@shared/model/alarm'
import { type AlertMute, type AlertRule, AlertSettings, PIPELINE_RULE, type Webhook } from '@shared/model/alert'
import { FaultError } from '@shared/model/fault'
import { z } from 'zod'
import { checkedUrl, shownAddress } from './webhook-url'

const DOCUMENT = 'alerts.json'
const SECRET_BYTES = 24

export type WebhookDraft = Pick<Webhook, 'id' | 'name' | 'format' | 'enabled'> & {
  readonly url?: string | undefined
  readonly secret?: string | undefined
}

/** A webhook with its address and secret, which are stored separately. */
export interface WebhookAccess {
  readonly webhook: Webhook
  readonly url: string
  readonly secret: string | null
}

/** Rules, webhooks and mutes, and the file that keeps them. Addresses and secrets of webhooks are stored separately. */
export interface AlertSettingsStore {
  readonly feed: Feed<AlertSettings>
  /** Resolves once the change is on disk and in force. Throws `alerts-invalid`. */
  saveRule(rule: AlertRule): Promise<void>
  removeRule(id: string): Promise<void>
  /** Returns the secret if it was generated here. Throws `alerts-invalid`, `secrets-closed`. */
  saveWebhook(draft: WebhookDraft): Promise<{ webhook: Webhook; secret: string | null }>
  removeWebhook(id: string): Promise<void>
  mute(mute: AlertMute, now: number): Promise<void>
  /** From which values on the pipeline raises alarms. */
  saveLimits(limits: AlarmLimits): Promise<void>
  /** Throws `webhook-unknown`, `secrets-closed`. */
  access(id: string): Promise<WebhookAccess>
}

/** Throws `settings-invalid`. */
export async function openAlertSettings(documents: Documents, secrets: Secrets): Promise<AlertSettingsStore> {
  const document = await documents.read(DOCUMENT)
  const kept = AlertSettings.safeParse(document ?? {})
  if (!kept.success) {
    const problem = z.prettifyError(kept.error).replaceAll('\n', ' ')
    throw new FaultError({ code: 'settings-invalid', file: documents.path(DOCUMENT), problem })
  }
  // Older versions of Millrace kept the first part of the path in clear text.
  const webhooks = kept.data.webhooks.map((webhook) => ({
    ...webhook,
    address: shownAddress(checkedUrl(webhook.address)),
  }))
  const rules = knowsAlarms(document) ? kept.data.rules : withPipelineRule(kept.data.rules)
  const feed = createFeed({ ...kept.data, rules, webhooks })
  if (JSON.stringify(feed.value) !== JSON.stringify(kept.data)) await documents.write(DOCUMENT, feed.value)

  /** Each change starts from the result of the change before it. */
  const inTurn = oneAtATime()
  const put = async (change: Partial<AlertSettings>) => {
    const next = AlertSettings.safeParse({ ...feed.value, ...change })
    if (!next.success) throw invalid(z.prettifyError(next.error).replaceAll('\n', ' '))
    await documents.write(DOCUMENT, next.data)
    feed.publish(next.data)
  }
  const changeSecrets = async (change: Readonly<Record<string, string | null>>) => {
    const values = Object.entries({ ...(await secrets.read()), ...change })
    await secrets.write(Object.fromEntries(values.filter((entry): entry is [string, string] => entry[1] !== null)))
  }

  const saveWebhook = async ({ id, name, format, enabled, url, secret }: WebhookDraft) => {
    const before = feed.value.webhooks.find((known) => known.id === id)
    if (url === undefined && !before) throw invalid('a new webhook needs an address')
    const address = url === undefined ? (before?.address ?? '') : shownAddress(checkedUrl(url))
    const made = !before && format === 'json' && secret === undefined ? `whsec_${random()}` : null
    const signing = secret ?? made
    const webhook = { id, name, format, enabled, address, signed: signing !== null || (before?.signed ?? false) }
    // Secrets first: a webhook without its address could not receive anything.
    await changeSecrets({
      ...(url === undefined ? {} : { [urlKey(id)]: checkedUrl(url).href }),
      ...(signing === null ? {} : { [secretKey(id)]: signing }),
    })
    await put({ webhooks: replaced(feed.value.webhooks, webhook) })
    return { webhook, secret: made }
  }

  const removeWebhook = async (id: string) => {
    const { rules, webhooks } = feed.value
    const without = rules.map((rule) => {
      const hooks = rule.channels.webhooks.filter((known) => known !== id)
      return { ...rule, channels: { ...rule.channels, webhooks: hooks } }
    })
    await put({ rules: without, webhooks: webhooks.filter((known) => known.id !== id) })
    await changeSecrets({ [urlKey(id)]: null, [secretKey(id)]: null })
  }

  return {
    feed,
    saveRule: (rule) => inTurn(() => put({ rules: replaced(feed.value.rules, rule) })),
    removeRule: (id) => inTurn(() => put({ rules: feed.value.rules.filter((rule) => rule.id !== id) })),
    saveWebhook: (draft) => inTurn(() => saveWebhook(draft)),
    removeWebhook: (id) => inTurn(() => removeWebhook(id)),
    mute: (mute, now) =>
      inTurn(() => {
        const others = feed.value.mutes.filter((known) => !isSame(known, mute))
        return put({ mutes: [...others, mute].filter(({ until }) => until > now) })
      }),
    saveLimits: (alarms) => inTurn(() => put({ alarms })),
    async access(id) {
      const webhook = feed.value.webhooks.find((known) => known.id === id)
      if (!webhook) throw new FaultError({ code: 'webhook-unknown', id })
      const values = await secrets.read()
      const url = values[urlKey(id)]
      if (url === undefined) throw invalid(`the address of "${webhook.name}" is not among the secrets; enter it again`)
      return { webhook, url, secret: values[secretKey(id)] ?? null }
    },
  }
}

/** Whether the rules of the file are those of a version that has alarms, or of none. */
function knowsAlarms(document: unknown): boolean {
  return typeof document !== 'object' || document === null || 'alarms' in document
}

/** Rules of earlier versions know no alarms: these go where the anomalies go. */
function withPipelineRule(rules: readonly AlertRule[]): AlertRule[] {
  if (rules.some(({ id }) => id === PIPELINE_RULE.id)) return [...rules]
  const like = rules.find(({ enabled, when }) => enabled && when.kind === 'anomalous')
  return [...rules, { ...PIPELINE_RULE, channels: like?.channels ?? PIPELINE_RULE.channels }]
}

function isSame(a: AlertMute, b: AlertMute): boolean {
  if ('alarm' in a) return 'alarm' in b && a.alarm === b.alarm
  return 'dataset' in b && a.dataset === b.dataset && a.type === b.type
}

function replaced<T extends { readonly id: string }>(all: readonly T[], one: T): T[] {
  return all.some(({ id }) => id === one.id) ? all.map((known) => (known.id === one.id ? one : known)) : [...all, one]
}

const urlKey = (id: string) => `webhook.${id}.url`
const secretKey = (id: string) => `webhook.${id}.secret`

function random(): string {
  return randomBytes(SECRET_BYTES).toString('base64url')
}

function invalid(problem: string): FaultError {
  return new FaultError({ code: 'alerts-invalid', problem })
}
