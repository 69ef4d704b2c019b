import type { Incident } from '@shared/model/incident'
import { MINUTE_MS } from '@shared/model/window'
import { MEASURES } from '../../ui/format/measure'
import { formatSpan } from '../../ui/format/span'
import { formatDay, formatMinute } from '../../ui/format/time'

/** "Error rate and latency" */
export function measuresWords({ measures }: Pick<Incident, 'measures'>): string {
  const names = measures.map(({ measure }) => MEASURES[measure])
  const later = names.slice(1).map((name) => name.toLowerCase())
  return [names[0], ...later].join(' and ')
}

/** When, in event time: "12:35–12:44", over days "…–23 Nov 2026 00:10", and open ones "since 12:35". */
export function whenWords({ began, last, state }: Pick<Incident, 'began' | 'last' | 'state'>): string {
  if (state !== 'ended') return `since ${formatMinute(began)}`
  const end = last + MINUTE_MS
  const sameDay = formatDay(began) === formatDay(end)
  return `${formatMinute(began)}–${sameDay ? '' : `${formatDay(end)} `}${formatMinute(end)}`
}

/** From the beginning of its first to the end of its last anomalous window. */
export function lengthWords({ began, last }: Pick<Incident, 'began' | 'last'>): string {
  return formatSpan((last + MINUTE_MS - began) / 1_000)
}
