import { createHmac } from 'node:crypto'
import type { ListedIncident } from '@shared/model/alarm'
import type { IncidentChange } from '@shared/model/alert'
import { deepLinkAddress } from '@shared/model/deep-link'
import { incidentFacts } from '../incidents/incident-facts'

interface Words {
  readonly title: string
  readonly text: string
  readonly at: number
}

/** The body of a generic webhook. Documented in docs/detection.md; fields are only ever added. */
export function payloadOf(incident: ListedIncident, change: IncidentChange, { title, text, at }: Words): string {
  return JSON.stringify({
    version: 1,
    id: `${incident.id}/${change}`,
    change,
    at: iso(at),
    title,
    text,
    link: deepLinkAddress({ show: 'incident', incident: incident.id }),
    incident: incidentFacts(incident),
  })
}

/** A test message; no incident is behind it. */
export function testPayload({ title, text, at }: Words): string {
  return JSON.stringify({ version: 1, id: 'test', change: 'test', at: iso(at), title, text, incident: null })
}

/** A message in the format of Slack's incoming webhooks. Source: docs.slack.dev/messaging/formatting-message-text (escaping). */
export function slackBody({ title, text }: Pick<Words, 'title' | 'text'>): string {
  const escaped = (plain: string) => plain.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
  const message = `*${escaped(title)}*\n${escaped(text)}`
  return JSON.stringify({
    text: escaped(`${title}: ${text}`),
    blocks: [{ type: 'section', text: { type: 'mrkdwn', text: message } }],
  })
}

function iso(ms: number): string {
  return new Date(ms).toISOString()
}

/**
 * The value of the `Millrace-Signature` header: `t=<seconds>,v1=<hex>`, where v1 is the HMAC-SHA256 of `<seconds>.<body>` with
 * the webhook's secret. The signature covers the time, so a captured message cannot be replayed much later. As Stripe does:
 * docs.stripe.com/webhooks#verify-manually
 */
export function signatureOf(body: string, secret: string, nowMs: number): string {
  const seconds = Math.floor(nowMs / 1_000)
  const hash = createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex')
  return `t=${seconds},v1=${hash}`
}
