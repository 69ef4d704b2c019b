import { z } from 'zod'
import { AlarmKind, AlarmLimits } from './alarm'
import { Measure } from './anomaly'
import { DatasetName } from './dataset'
import { IncidentId } from './incident'
import { Instant } from './number-schemas'

const Id = z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/, 'lower-case letters, digits and dashes')

/** The types that a rule covers: any type and all together · only all types together · the named types. */
export const RuleScope = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('any') }),
  z.object({ kind: z.literal('together') }),
  z.object({ kind: z.literal('types'), types: z.array(z.string()).min(1).max(100) }),
])
export type RuleScope = z.infer<typeof RuleScope>

/**
 * `anomalous`: what the detector finds · `threshold`: a value beyond the user's own limit, anomalous or not · `alarm`: the pipeline itself
 * fails.
 */
export const RuleCondition = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('anomalous') }),
  z.object({
    kind: z.literal('threshold'),
    bound: z.enum(['above', 'below']),
    /** A share for error rates, events a minute for volume, milliseconds (p95) for latency. */
    limit: z.number().min(0).max(1e12),
    /** A window with fewer events of a type is not judged on that type's error rate and latency. */
    minEvents: z.number().int().min(1).max(1_000_000_000).default(20),
  }),
  /** Empty: every kind of alarm. */
  z.object({ kind: z.literal('alarm'), alarms: z.array(AlarmKind).max(AlarmKind.options.length) }),
])
export type RuleCondition = z.infer<typeof RuleCondition>

export const RuleChannels = z.object({
  /** The list of notifications in the window. */
  app: z.boolean(),
  /** A notification of the operating system, or of the browser that shows the window. */
  desktop: z.boolean(),
  /** Webhooks by id. */
  webhooks: z.array(Id).max(20),
})
export type RuleChannels = z.infer<typeof RuleChannels>

/** Who gets notified of which incidents. */
export const AlertRule = z
  .object({
    id: Id,
    name: z.string().min(1).max(100),
    enabled: z.boolean(),
    /** Null: every dataset. */
    dataset: DatasetName.nullable(),
    of: RuleScope,
    measures: z.array(Measure).min(1),
    when: RuleCondition,
    channels: RuleChannels,
    /** Mutes the rule until then, epoch ms. */
    silentUntil: z.number().nullable(),
  })
  .refine((rule) => rule.when.kind !== 'threshold' || rule.measures.length === 1, {
    message: 'a threshold needs one measure',
  })
export type AlertRule = z.infer<typeof AlertRule>

/** `json`: everything as data, signed · `slack`: a message in the format of Slack's incoming webhooks. */
export const WebhookFormat = z.enum(['json', 'slack'])
export type WebhookFormat = z.infer<typeof WebhookFormat>

export const Webhook = z.object({
  id: Id,
  name: z.string().min(1).max(100),
  format: WebhookFormat,
  enabled: z.boolean(),
  /** Scheme and host. The rest of a webhook's address is often secret, so it is stored with the secrets. */
  address: z.string(),
  /** Whether messages carry a signature. */
  signed: z.boolean(),
})
export type Webhook = z.infer<typeof Webhook>

/** No notifications for incidents of this type, or alarms of this kind, until then. */
export const AlertMute = z.union([
  z.object({ dataset: DatasetName, type: z.string().nullable(), until: Instant }),
  z.object({ alarm: AlarmKind, until: Instant }),
])
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

export const PIPELINE_RULE: AlertRule = {
  ...DEFAULT_RULE,
  id: 'pipeline',
  name: 'The pipeline fails',
  when: { kind: 'alarm', alarms: [] },
}

/** `alerts.json`. Every value has a default, so an empty object is a valid file. */
export const AlertSettings = z.object({
  rules: z.array(AlertRule).max(200).default([DEFAULT_RULE, PIPELINE_RULE]),
  webhooks: z.array(Webhook).max(20).default([]),
  mutes: z.array(AlertMute).max(500).default([]),
  /** From which values on the pipeline raises alarms. Files of versions without alarms do not have it. */
  alarms: AlarmLimits.prefault({}),
  /** Incidents in windows that ended longer ago (replays, catching up) appear only in the window, without a message. */
  tellWithinMinutes: z.number().int().min(1).max(10_080).default(60),
})
export type AlertSettings = z.infer<typeof AlertSettings>

/** What happened to an incident. Each channel gets each change at most once. */
export const IncidentChange = z.enum(['opened', 'acknowledged', 'ended'])
export type IncidentChange = z.infer<typeof IncidentChange>

/** One entry of the notification list in the window. */
export const Notice = z.object({
  id: z.number().int(),
  at: z.number(),
  /** `undelivered`: every attempt to reach a webhook failed. */
  change: z.enum([...IncidentChange.options, 'undelivered']),
  incident: IncidentId,
  title: z.string(),
  text: z.string(),
  read: z.boolean(),
})
export type Notice = z.infer<typeof Notice>

export const Notices = z.object({
  unread: z.number().int(),
  /** The newest notifications, newest first. */
  items: z.array(Notice),
})
export type Notices = z.infer<typeof Notices>

/**
 * `waiting`: due at `nextAt` · `sending` · `delivered` · `failed`: refused, or out of attempts · `unknown`: Millrace ended while it was
 * sending, so the message may have arrived. It is not retried automatically, because that could deliver it twice.
 */
export const DeliveryState = z.enum(['waiting', 'sending', 'delivered', 'failed', 'unknown'])
export type DeliveryState = z.infer<typeof DeliveryState>

/** One message to one recipient outside the window. */
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
  /** How the last attempt ended, as text for the user. */
  outcome: z.string().nullable(),
  doneAt: z.number().nullable(),
})
export type Delivery = z.infer<typeof Delivery>

/** The result of a test message. */
export const TestOutcome = z.object({
  delivered: z.boolean(),
  /** The HTTP status, if there was an answer. */
  status: z.number().int().nullable(),
  ms: z.number(),
  /** Text for the user. */
  detail: z.string(),
})
export type TestOutcome = z.infer<typeof TestOutcome>

/** A browser notification. It replaces an earlier one with the same `tag`. */
export const Popup = z.object({ id: z.number().int(), tag: z.string(), title: z.string(), text: z.string() })
export type Popup = z.infer<typeof Popup>
