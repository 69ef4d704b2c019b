import { MINUTE_MS } from '@shared/lib/time'
import type { Finding, Incident } from '@shared/model/incident'
import { formatExpected, formatMeasured, MEASURES } from '../../ui/format/measure'
import { formatDay, formatMinute } from '../../ui/format/time'
import { formatSpan } from '../../ui/format/time-span'

/** "Error rate and latency" */
export function measuresWords({ measures }: Pick<Incident, 'measures'>): string {
  const names = measures.map(({ measure }) => MEASURES[measure])
  const later = names.slice(1).map((name) => name.toLowerCase())
  return [names[0], ...later].join(' and ')
}

/** The event time: "12:35–12:44", over days "…–23 Nov 2026 00:10", and for open incidents "since 12:35". */
export function whenWords({
  began,
  last,
  state,
  endedBy,
}: Pick<Incident, 'began' | 'last' | 'state' | 'endedBy'>): string {
  if (state !== 'ended' || endedBy === 'new-level') return `since ${formatMinute(began)}`
  const end = last + MINUTE_MS
  const sameDay = formatDay(began) === formatDay(end)
  return `${formatMinute(began)}–${sameDay ? '' : `${formatDay(end)} `}${formatMinute(end)}`
}

/** From the beginning of the first anomalous window to the end of the last. */
export function lengthWords({ began, last }: Pick<Incident, 'began' | 'last'>): string {
  return formatSpan((last + MINUTE_MS - began) / 1_000)
}

/** The expected range, or the values that the user's limit allows: "3.5–7.5 %", "up to 10 %", "from 500 a minute on". */
export function expectedWords({ measure, observed, expected, shape }: Finding): string {
  if (shape !== 'threshold') return formatExpected(measure, expected)
  const limit = formatMeasured(measure, expected.value)
  return observed > expected.value ? `up to ${limit}` : `at least ${limit}`
}

/** "2 anomalous windows", or for a user's limit "2 windows beyond the limit". */
export function windowsWords(count: number, cause: Incident['cause']): string {
  const noun = count === 1 ? 'window' : 'windows'
  return cause.kind === 'threshold' ? `${count} ${noun} beyond the limit` : `${count} anomalous ${noun}`
}
