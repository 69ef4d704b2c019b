import type { Alarm } from '@shared/model/alarm'
import { formatDuration } from '@shared/model/duration'
import { hrefOf, hrefOfLogs } from '../../state/route'
import { formatDay, formatMinute } from '../../ui/format/time'

/** "12:35–12:44", within a minute "12:35", over days "…–23 Nov 2026 00:10", and for open alarms "since 12:35". */
export function alarmWhenWords({ began, endedAt }: Pick<Alarm, 'began' | 'endedAt'>): string {
  if (endedAt === null) return `since ${formatMinute(began)}`
  const sameDay = formatDay(began) === formatDay(endedAt)
  if (sameDay && formatMinute(began) === formatMinute(endedAt)) return formatMinute(began)
  return `${formatMinute(began)}–${sameDay ? '' : `${formatDay(endedAt)} `}${formatMinute(endedAt)}`
}

/** From its beginning to its end, or to now, in whole seconds. */
export function alarmLengthWords({ began, endedAt }: Pick<Alarm, 'began' | 'endedAt'>, now: number): string {
  const seconds = Math.max(0, Math.round(((endedAt ?? now) - began) / 1_000))
  return seconds < 60 ? `${seconds} s` : formatDuration(seconds * 1_000)
}

/** The screen on which the failure can be seen, and mended. */
export function alarmScreen({ alarm, subject, dataset }: Pick<Alarm, 'alarm' | 'subject' | 'dataset'>): {
  title: string
  href: string
} {
  switch (alarm) {
    case 'stage-down':
    case 'lag':
      return { title: 'Show the pipeline', href: hrefOf('pipeline') }
    case 'service-down':
      return subject === null
        ? { title: 'Show the services', href: hrefOf('services') }
        : { title: 'Show its log', href: hrefOfLogs(subject) }
    case 'window-incomplete':
    case 'window-missing':
      return { title: 'Show the reports', href: hrefOf('reports', dataset) }
    case 'dead-letters':
      return { title: 'Show the dead letters', href: hrefOf('dead-letters', dataset) }
    case 'disk-short':
      return { title: 'Show the settings', href: hrefOf('settings') }
    case 'webhook-failing':
      return { title: 'Show the webhooks', href: hrefOf('alerts') }
  }
}
