import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { AlarmLimits } from '../model/alarm'
import {
  AlertMute,
  AlertRule,
  AlertSettings,
  Delivery,
  Notice,
  Notices,
  Popup,
  TestOutcome,
  Webhook,
} from '../model/alert'
import { IncidentId } from '../model/incident'
import { WholeNumber } from '../model/number-schemas'
import { base, page } from './base'

const older = z.object({ before: WholeNumber.optional(), limit: z.number().int().min(1).max(200) })

const ofIncident = z.object({ incident: IncidentId.optional() })

/** Who gets notified of incidents, and how each delivery ended. */
export const alerts = {
  /** Rules, webhooks and mutes. */
  feed: base.output(eventIterator(AlertSettings)),
  /** Adds the rule, or replaces the rule with the same id. Throws `alerts-invalid`. */
  saveRule: base.input(AlertRule).output(AlertRule),
  removeRule: base.input(z.object({ id: z.string() })).output(z.void()),
  /**
   * Adds a webhook, or changes the one with the same id; leave out `url` to keep the address. A new webhook gets a secret for signing
   * unless you give one. Only this call ever returns the secret. Throws `alerts-invalid`, `secrets-closed`.
   */
  saveWebhook: base
    .input(
      Webhook.pick({ id: true, name: true, format: true, enabled: true }).extend({
        url: z.string().max(2_000).optional(),
        secret: z.string().min(16).max(200).optional(),
      }),
    )
    .output(z.object({ webhook: Webhook, secret: z.string().nullable() })),
  removeWebhook: base.input(z.object({ id: z.string() })).output(z.void()),
  /** Sends one test message now. It is not retried. Throws `webhook-unknown`, `secrets-closed`. */
  test: base
    .input(z.union([z.object({ webhook: z.string() }), z.object({ desktop: z.literal(true) })]))
    .output(TestOutcome),
  /** Mutes incidents of a type, or alarms of a kind, until a time. Replaces an earlier mute; a time in the past ends it. */
  mute: base.input(AlertMute).output(z.void()),
  /** From which values on the pipeline raises alarms. */
  saveLimits: base.input(AlarmLimits).output(AlarmLimits),
  notices: base.output(eventIterator(Notices)),
  /** Newest first, older than `before`. */
  listNotices: base.input(older).output(page(Notice)),
  /** Marks this notification and all older ones as read. */
  read: base.input(z.object({ through: WholeNumber })).output(z.void()),
  /** New notifications as they arrive. Empty where Millrace shows notifications through the system itself. */
  popups: base.output(eventIterator(Popup)),
  /** The newest deliveries to the desktop and to webhooks, of one incident or of all; sent again whenever the state of one changes. */
  deliveries: base.input(ofIncident).output(eventIterator(page(Delivery))),
  /** Newest first, older than `before`. */
  listDeliveries: base.input(older.extend(ofIncident.shape)).output(page(Delivery)),
  /** Retries a delivery that failed or whose result is unknown. */
  resend: base.input(z.object({ id: WholeNumber })).output(z.void()),
}
