import type { IncidentChange } from '@shared/model/alert'
import type { Incident } from '@shared/model/incident'
import { linkAddress } from '@shared/model/link'
import { incidentFacts } from '../incidents/incident-facts'

interface Words {
  readonly title: string
  readonly text: string
  readonly at: number
}

/** The body of a generic webhook. Documented in docs/detection.md; fields are only ever added. */
export function payloadOf(incident: Incident, change: IncidentChange, { title, text, at }: Words): string {
  return JSON.stringify({
    version: 1,
    id: `${incident.id}/${change}`,
    change,
    at: iso(at),
    title,
    text,
    link: linkAddress({ show: 'incident', incident: incident.id }),
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
