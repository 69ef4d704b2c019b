import { MINUTE_MS } from '@shared/lib/time'
import type { IncidentChange } from '@shared/model/alert'
import type { Measure } from '@shared/model/anomaly'
import type { Dataset } from '@shared/model/dataset'
import { type Finding, type Incident, newLevelSince } from '@shared/model/incident'

/** More codes and counts than this make a message harder to read. */
const MOST_CODES = 3

/** An incident's change as a title and a text, the same in the window, on the desktop and in webhooks. */
export function notificationText(
  incident: Incident,
  change: IncidentChange,
  { title, typeLabels }: Pick<Dataset, 'title' | 'typeLabels'>,
): { title: string; text: string } {
  const { type, cause, peak, sentence, began, last, windows } = incident
  const label = type === null ? title : (typeLabels[type] ?? type)
  const what = cause.kind === 'threshold' ? cause.name : summary(peak.finding)
  switch (change) {
    case 'opened':
      return { title: `${label}: ${what}`, text: [sentence, ...details(incident)].join(' ') }
    case 'acknowledged':
      return { title: `${label}: ${what}, acknowledged`, text: sentence }
    case 'ended': {
      if (incident.endedBy === 'new-level') {
        const since = newLevelSince(incident) ?? began
        const text = `It continues at a new level since ${clock(since)} UTC, and was accepted as the new normal. At its worst: ${sentence}`
        return { title: `${label}: ${what}, accepted as the new normal`, text }
      }
      const minutes = (last - began) / MINUTE_MS + 1
      const length = minutes === 1 ? 'one minute' : `${minutes.toLocaleString('en')} minutes`
      const text =
        windows === 0
          ? 'Later revisions of its windows show nothing wrong.'
          : `It lasted ${length}, ${clock(began)}–${clock(last + MINUTE_MS)} UTC. At its worst: ${sentence}`
      return { title: `${label}: ${what}, over`, text }
    }
  }
}

function summary({ measure, observed, expected }: Finding): string {
  if (measure === 'error-rate') return 'more errors'
  if (measure === 'latency') return 'slower'
  if (observed === 0) return 'silent'
  return observed < expected.value ? 'fewer events' : 'more events'
}

function details({ errorCodes, touched, measures, peak }: Incident): string[] {
  const codes = errorCodes.length === 0 ? [] : [`Mostly ${errorCodes.slice(0, MOST_CODES).join(', ')}.`]
  const also = measures.flatMap(({ measure }) => (measure === peak.finding.measure ? [] : [ALSO[measure]]))
  const users = touched.users ? [`${plural(touched.users, 'user')} affected so far.`] : []
  return [...codes, ...also, ...users]
}

const ALSO: Record<Measure, string> = {
  'error-rate': 'Errors have risen, too.',
  volume: 'The number of events is unusual, too.',
  latency: 'Answers are slower, too.',
}

function plural(count: number, noun: string): string {
  return `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`
}

function clock(ms: number): string {
  return new Date(ms).toISOString().slice(11, 16)
}
