import { type Alarm, type AlarmKind, isAlarm, type ListedIncident } from '@shared/model/alarm'
import { type Incident, newLevelSince, type Peak } from '@shared/model/incident'

/**
 * The machine-readable form of an incident, for the command line and webhooks. Fields are only ever added. An alarm has no windows and no
 * measures.
 */
export interface IncidentFacts {
  readonly id: string
  /** Null for an incident of the data; else the kind of alarm, and what fails: a stage, service, dataset or webhook. */
  readonly alarm: AlarmKind | null
  readonly subject: string | null
  readonly title: string | null
  /** Null for an alarm of the whole pipeline. */
  readonly dataset: string | null
  readonly type: string | null
  readonly types: readonly string[]
  readonly state: Incident['state']
  readonly rule: string | null
  readonly since: string
  readonly first_window: string | null
  readonly last_window: string | null
  readonly windows: number
  readonly ended_at: string | null
  /**
   * `recovered`; `revision`; `new-level`: the deviation lasts, and was accepted as the new normal; `by-hand`: a person stopped what failed.
   */
  readonly ended_by: ListedIncident['endedBy']
  readonly new_level_since: string | null
  readonly acknowledged_at: string | null
  readonly sentence: string
  readonly peak: PeakFacts | null
  readonly measures: readonly PeakFacts[]
  readonly error_codes: readonly string[]
  readonly touched: Incident['touched'] | null
}

type PeakFacts = ReturnType<typeof peakFacts>

export function incidentFacts(incident: ListedIncident): IncidentFacts {
  return isAlarm(incident) ? alarmFacts(incident) : dataFacts(incident)
}

function alarmFacts({ id, alarm, subject, title, dataset, state, sentence, ...times }: Alarm): IncidentFacts {
  const { began, endedAt, endedBy, acknowledgedAt } = times
  return {
    ...{ id, alarm, subject, title, dataset, type: null, types: [], state, rule: null, since: iso(began) },
    ...{ first_window: null, last_window: null, windows: 0 },
    ended_at: endedAt === null ? null : iso(endedAt),
    ended_by: endedBy,
    new_level_since: null,
    acknowledged_at: acknowledgedAt === null ? null : iso(acknowledgedAt),
    ...{ sentence, peak: null, measures: [], error_codes: [], touched: null },
  }
}

function dataFacts(incident: Incident): IncidentFacts {
  const { id, dataset, type, types, state, cause, windows, sentence, measures, errorCodes, touched } = incident
  const level = newLevelSince(incident)
  return {
    id,
    alarm: null,
    subject: null,
    title: null,
    dataset,
    type,
    types,
    state,
    rule: cause.kind === 'threshold' ? cause.name : null,
    since: iso(incident.since),
    first_window: iso(incident.began),
    last_window: iso(incident.last),
    windows,
    ended_at: incident.endedAt === null ? null : iso(incident.endedAt),
    ended_by: incident.endedBy,
    new_level_since: level === null ? null : iso(level),
    acknowledged_at: incident.acknowledgedAt === null ? null : iso(incident.acknowledgedAt),
    sentence,
    peak: peakFacts(incident.peak),
    measures: measures.map(({ peak }) => peakFacts(peak)),
    error_codes: errorCodes,
    touched,
  }
}

function peakFacts({ start, finding: { measure, type, observed, expected, pValue } }: Peak) {
  return { measure, type, window: iso(start), observed, expected, p_value: pValue }
}

function iso(ms: number): string {
  return new Date(ms).toISOString()
}
