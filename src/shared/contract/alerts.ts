import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
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
import { Whole } from '../model/bounds'
import { IncidentId } from '../model/incident'
import { base, page } from './base'

const older = z.object({ before: Whole.optional(), limit: z.number().int().min(1).max(200) })

const ofIncident = z.object({ incident: IncidentId.optional() })

/** Who is told of incidents, and what became of the telling. */
export const alerts = {
  /** Rules, webhooks and mutes. */
  feed: base.output(eventIterator(AlertSettings)),
  /** Adds the rule, or replaces the one of its id. Throws `alerts-invalid`. */
  saveRule: base.input(AlertRule).output(AlertRule),
  removeRule: base.input(z.object({ id: z.string() })).output(z.void()),
  /**
   * Adds a webhook, or changes the one of its id; `url` may be left out where it stays. A new one gets a secret to check signatures
   * with unless one is given; it is returned here once, and never again. Throws `alerts-invalid`, `secrets-closed`.
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
  /** Sends a message that says it is a test, now and once. Throws `webhook-unknown`, `secrets-closed`. */
  test: base
    .input(z.union([z.object({ webhook: z.string() }), z.object({ desktop: z.literal(true) })]))
    .output(TestOutcome),
  /** Tells nobody of incidents of a type until a time, which replaces an earlier one; a time that is over ends it. */
  mute: base.input(AlertMute).output(z.void()),
  notices: base.output(eventIterator(Notices)),
  /** Newest first, older than `before`. */
  listNotices: base.input(older).output(page(Notice)),
  /** Marks the notice and all before it as read. */
  read: base.input(z.object({ through: Whole })).output(z.void()),
  /** New ones as they come. None where Millrace shows notifications of the system itself. */
  popups: base.output(eventIterator(Popup)),
  /** The newest messages to the desktop and to webhooks, of one incident or of all, again whenever the fate of one changes. */
  deliveries: base.input(ofIncident).output(eventIterator(page(Delivery))),
  /** Newest first, older than `before`. */
  listDeliveries: base.input(older.extend(ofIncident.shape)).output(page(Delivery)),
  /** Sends one again that failed, or whose fate is unknown. */
  resend: base.input(z.object({ id: Whole })).output(z.void()),
}
