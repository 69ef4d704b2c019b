import { type Incident, newLevelSince, type Peak } from '@shared/model/incident'

/** The machine-readable form of an incident, for the command line and webhooks. Fields are only ever added. */
export interface IncidentFacts {
  readonly id: string
  readonly dataset: string
  readonly type: string | null
  readonly types: readonly string[]
  readonly state: Incident['state']
  readonly rule: string | null
  readonly since: string
  readonly first_window: string
  readonly last_window: string
  readonly windows: number
  readonly ended_at: string | null
  /** `recovered`, `revision`, or `new-level`: then the deviation lasts, and was accepted as the new normal. */
  readonly ended_by: Incident['endedBy']
  readonly new_level_since: string | null
  readonly acknowledged_at: string | null
  readonly sentence: string
  readonly peak: PeakFacts
  readonly measures: readonly PeakFacts[]
  readonly error_codes: readonly string[]
  readonly touched: Incident['touched']
}

type PeakFacts = ReturnType<typeof peakFacts>

export function incidentFacts(incident: Incident): IncidentFacts {
  const { id, dataset, type, types, state, cause, windows, sentence, measures, errorCodes, touched } = incident
  const level = newLevelSince(incident)
  return {
    id,
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
