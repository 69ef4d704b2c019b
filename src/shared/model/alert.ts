import { z } from 'zod'
import { Measure } from './anomaly'
import { Instant } from './bounds'
import { DatasetName } from './dataset'
import { IncidentId } from './incident'

const Id = z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/, 'lower-case letters, digits and dashes')

/** Of what a rule speaks: any type and all together · all types together alone · the named types. */
export const RuleScope = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('any') }),
  z.object({ kind: z.literal('together') }),
  z.object({ kind: z.literal('types'), types: z.array(z.string()).min(1).max(100) }),
])
export type RuleScope = z.infer<typeof RuleScope>

/** `anomalous`: what the detector finds · `threshold`: a value beyond a limit of one's own, anomalous or not. */
export const RuleCondition = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('anomalous') }),
  z.object({
    kind: z.literal('threshold'),
    bound: z.enum(['above', 'below']),
    /** A share for error rates, events a minute for volume, milliseconds (p95) for latency. */
    limit: z.number().min(0).max(1e12),
    /** Windows of a type with fewer events say nothing of its error rate and latency. */
    minEvents: z.number().int().min(1).max(1_000_000_000).default(20),
  }),
])
export type RuleCondition = z.infer<typeof RuleCondition>

export const RuleChannels = z.object({
  /** The list of notices in the window. */
  app: z.boolean(),
  /** A notification of the system, or of the browser that shows the window. */
  desktop: z.boolean(),
  /** Webhooks by id. */
  webhooks: z.array(Id).max(20),
})
export type RuleChannels = z.infer<typeof RuleChannels>

/** Who is told of what. */
export const AlertRule = z
  .object({
    id: Id,
    name: z.string().min(1).max(100),
    enabled: z.boolean(),
    /** Null: of every dataset. */
    dataset: DatasetName.nullable(),
    of: RuleScope,
    measures: z.array(Measure).min(1),
    when: RuleCondition,
    channels: RuleChannels,
    /** Tells nobody until then, epoch ms. */
    silentUntil: z.number().nullable(),
  })
  .refine((rule) => rule.when.kind === 'anomalous' || rule.measures.length === 1, {
    message: 'a threshold is of one measure',
  })
export type AlertRule = z.infer<typeof AlertRule>

/** `json`: everything as data, signed · `slack`: a message as Slack's incoming webhooks take it. */
export const WebhookFormat = z.enum(['json', 'slack'])
export type WebhookFormat = z.infer<typeof WebhookFormat>

export const Webhook = z.object({
  id: Id,
  name: z.string().min(1).max(100),
  format: WebhookFormat,
  enabled: z.boolean(),
  /** Scheme and host: the rest of a webhook's address is often a secret, and kept with the secrets. */
  address: z.string(),
  /** Whether messages carry a signature. */
  signed: z.boolean(),
})
export type Webhook = z.infer<typeof Webhook>

/** Nobody is told of incidents of this type until then. */
export const AlertMute = z.object({ dataset: DatasetName, type: z.string().nullable(), until: Instant })
export type AlertMute = z.infer<typeof AlertMute>

const DEFAULT_RULE: AlertRule = {
  id: 'anything',
  name: 'Any anomaly',
  enabled: true,
  dataset: null,
  of: { kind: 'any' },
  measures: ['error-rate', 'volume', 'latency'],
  when: { kind: 'anomalous' },
  channels: { app: true, desktop: true, webhooks: [] },
  silentUntil: null,
}

/** `alerts.json`. Every value has a default, so an empty object is a whole file. */
export const AlertSettings = z.object({
  rules: z.array(AlertRule).max(200).default([DEFAULT_RULE]),
  webhooks: z.array(Webhook).max(20).default([]),
  mutes: z.array(AlertMute).max(500).default([]),
  /** What is found in windows that ended longer ago (replays, catching up) is told in the window alone. */
  tellWithinMinutes: z.number().int().min(1).max(10_080).default(60),
})
export type AlertSettings = z.infer<typeof AlertSettings>

/** What happened to an incident. Each is told once at most, to each channel. */
export const IncidentChange = z.enum(['opened', 'acknowledged', 'ended'])
export type IncidentChange = z.infer<typeof IncidentChange>

/** A line of the list in the window. */
export const Notice = z.object({
  id: z.number().int(),
  at: z.number(),
  /** `undelivered`: a webhook could not be told, whatever was tried. */
  change: z.enum([...IncidentChange.options, 'undelivered']),
  incident: IncidentId,
  title: z.string(),
  text: z.string(),
  read: z.boolean(),
})
export type Notice = z.infer<typeof Notice>

export const Notices = z.object({
  unread: z.number().int(),
  /** The newest ones, newest first. */
  items: z.array(Notice),
})
export type Notices = z.infer<typeof Notices>

/**
 * `waiting`: due at `nextAt` · `sending` · `delivered` · `failed`: refused, or given up · `unknown`: Millrace ended while it was
 * sending, so the message may have arrived; it is not sent again by itself, for nobody is to be told twice.
 */
export const DeliveryState = z.enum(['waiting', 'sending', 'delivered', 'failed', 'unknown'])
export type DeliveryState = z.infer<typeof DeliveryState>

/** A message to somebody outside the window. */
export const Delivery = z.object({
  id: z.number().int(),
  at: z.number(),
  change: IncidentChange,
  incident: IncidentId,
  title: z.string(),
  channel: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('desktop') }),
    z.object({ kind: z.literal('webhook'), id: z.string() }),
  ]),
  state: DeliveryState,
  attempts: z.number().int(),
  nextAt: z.number().nullable(),
  /** How the last attempt ended, in words. */
  outcome: z.string().nullable(),
  doneAt: z.number().nullable(),
})
export type Delivery = z.infer<typeof Delivery>

/** How a test message fared. */
export const TestOutcome = z.object({
  delivered: z.boolean(),
  /** HTTP status, where there was an answer. */
  status: z.number().int().nullable(),
  ms: z.number(),
  /** In words. */
  detail: z.string(),
})
export type TestOutcome = z.infer<typeof TestOutcome>

/** What a browser shows as a notification of its own. The same `tag` replaces the one before. */
export const Popup = z.object({ id: z.number().int(), tag: z.string(), title: z.string(), text: z.string() })
export type Popup = z.infer<typeof Popup>
