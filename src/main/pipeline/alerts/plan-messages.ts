import type { Channel, NewMessage } from '@main/ports/outbox'
import { MINUTE_MS } from '@shared/lib/time'
import { type Alarm, isAlarm, type ListedIncident } from '@shared/model/alarm'
import type { AlertMute, AlertRule, AlertSettings, IncidentChange } from '@shared/model/alert'
import { assertNever } from '@shared/model/assert-never'
import type { Dataset } from '@shared/model/dataset'
import type { Incident } from '@shared/model/incident'
import { alarmText } from './alarm-text'
import { notificationText } from './notification-text'
import { payloadOf } from './webhook-payload'

export interface Plan {
  readonly settings: AlertSettings
  readonly dataset: Pick<Dataset, 'title' | 'typeLabels'>
  /** The channels that were notified of its opening. */
  readonly notified: readonly Channel[]
  readonly now: number
}

/**
 * The notifications that an incident needs now: its opening, to matching channels that were not notified yet; its end, to
 * channels that were notified of the opening. The outbox drops duplicates.
 */
export function planMessages(incident: ListedIncident, plan: Plan): NewMessage[] {
  const channels = channelsFor(incident, plan)
  const change: IncidentChange = incident.state === 'ended' ? 'ended' : 'opened'
  const listeners =
    change === 'ended'
      ? plan.notified.filter((channel) => channels.includes(channel))
      : channels.filter(
          (channel) => !plan.notified.includes(channel) && (channel === 'app' || isRecent(incident, plan)),
        )
  return listeners.map((channel) => messageOf(incident, change, channel, plan))
}

/** Reports an acknowledgement to webhooks only: in the window and on the desktop, the user has just made it. */
export function planAcknowledgement(incident: ListedIncident, plan: Plan): NewMessage[] {
  const channels = channelsFor(incident, plan)
  return plan.notified
    .filter((channel) => channel.startsWith('webhook:') && channels.includes(channel))
    .map((channel) => messageOf(incident, 'acknowledged', channel, plan))
}

function messageOf(
  incident: ListedIncident,
  change: IncidentChange,
  channel: Channel,
  { dataset, now }: Plan,
): NewMessage {
  const { title, text } = isAlarm(incident) ? alarmText(incident, change) : notificationText(incident, change, dataset)
  const payload = channel.startsWith('webhook:') ? payloadOf(incident, change, { title, text, at: now }) : ''
  return { incident: incident.id, change, channel, at: now, title, text, payload }
}

function channelsFor(incident: ListedIncident, { settings, now }: Plan): Channel[] {
  const { rules, webhooks, mutes } = settings
  if (mutes.some((mute) => mute.until > now && covers(mute, incident))) return []
  const channels = rules
    .filter((rule) => rule.enabled && (rule.silentUntil ?? 0) <= now && concerns(rule, incident))
    .flatMap(({ channels: { app, desktop, webhooks: hooks } }): Channel[] => [
      ...(app ? (['app'] as const) : []),
      ...(desktop ? (['desktop'] as const) : []),
      ...webhooks.filter(({ id, enabled }) => enabled && hooks.includes(id)).map(({ id }): Channel => `webhook:${id}`),
    ])
  return [...new Set(channels)].filter((channel) => channel !== failingChannel(incident))
}

/** The webhook that an alarm is about would not receive it. */
function failingChannel(incident: ListedIncident): Channel | null {
  return isAlarm(incident) && incident.alarm === 'webhook-failing' ? `webhook:${incident.subject}` : null
}

function covers(mute: AlertMute, incident: ListedIncident): boolean {
  if (isAlarm(incident)) return 'alarm' in mute && mute.alarm === incident.alarm
  return 'dataset' in mute && mute.dataset === incident.dataset && mute.type === incident.type
}

function concerns(rule: AlertRule, incident: ListedIncident): boolean {
  return isAlarm(incident) ? concernsAlarm(rule, incident) : concernsData(rule, incident)
}

function concernsAlarm({ when, dataset }: AlertRule, alarm: Alarm): boolean {
  if (when.kind !== 'alarm' || (when.alarms.length > 0 && !when.alarms.includes(alarm.alarm))) return false
  return dataset === null || alarm.dataset === null || dataset === alarm.dataset
}

function concernsData(rule: AlertRule, { cause, dataset, type, types, measures }: Incident): boolean {
  if (cause.kind === 'threshold') return cause.rule === rule.id
  if (rule.when.kind !== 'anomalous') return false
  if (rule.dataset !== null && rule.dataset !== dataset) return false
  if (!measures.some(({ measure }) => rule.measures.includes(measure))) return false
  switch (rule.of.kind) {
    case 'any':
      return true
    case 'together':
      return type === null
    case 'types': {
      const named = rule.of.types
      return type === null ? types.some((one) => named.includes(one)) : named.includes(type)
    }
    default:
      return assertNever(rule.of)
  }
}

/** An alarm is about now. */
function isRecent(incident: ListedIncident, { settings, now }: Plan): boolean {
  if (isAlarm(incident)) return true
  const { last } = incident
  return now - (last + MINUTE_MS) <= settings.tellWithinMinutes * MINUTE_MS
}
