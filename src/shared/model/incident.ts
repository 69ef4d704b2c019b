import { z } from 'zod'
import { Affected, Expected, Measure } from './anomaly'
import { DatasetName } from './dataset'
import { WindowStart } from './window'

/** The dataset, the kind of finding and the first window: an incident that begins the same way gets the same id. */
export const IncidentId = z.string().min(1).max(300)
export type IncidentId = z.infer<typeof IncidentId>

/** What an incident consists of: the detector's anomalies, or breaches of a rule's threshold. */
export const IncidentCause = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('anomaly') }),
  z.object({ kind: z.literal('threshold'), rule: z.string(), name: z.string() }),
])
export type IncidentCause = z.infer<typeof IncidentCause>

/** What is wrong with one measure of one type in one window. */
export const Finding = z.object({
  cause: IncidentCause,
  type: z.string().nullable(),
  measure: Measure,
  shape: z.enum(['jump', 'drift', 'threshold']),
  observed: z.number(),
  /** For a threshold: the range within the limit. */
  expected: Expected,
  /** Null for a threshold. */
  pValue: z.number().nullable(),
  /** The first window of the deviation, if known. */
  since: WindowStart,
  errorCodes: z.array(z.string()),
  sentence: z.string(),
  touched: Affected.nullable(),
})
export type Finding = z.infer<typeof Finding>

/** `acknowledged`: a person has seen it, and it continues · `ended`: several windows in a row had no findings. */
export const IncidentState = z.enum(['open', 'acknowledged', 'ended'])
export type IncidentState = z.infer<typeof IncidentState>

/** The window in which a measure was furthest from its expected range. */
export const Peak = z.object({ start: WindowStart, finding: Finding })
export type Peak = z.infer<typeof Peak>

export const IncidentMeasure = z.object({
  measure: Measure,
  /** The first and last anomalous window of this measure, and the number of anomalous windows. */
  first: WindowStart,
  last: WindowStart,
  windows: z.number().int(),
  peak: Peak,
})
export type IncidentMeasure = z.infer<typeof IncidentMeasure>

/**
 * Consecutive anomalous windows of one type, across all its measures; a few normal windows in between do not end it. A change that affects
 * most types alike is one incident of all types.
 */
export const Incident = z.object({
  id: IncidentId,
  dataset: DatasetName,
  /** Null: all types together. */
  type: z.string().nullable(),
  cause: IncidentCause,
  state: IncidentState,
  /** The types that the incident affects. */
  types: z.array(z.string()),
  /** Its first and last anomalous window, and the number of anomalous windows. */
  began: WindowStart,
  last: WindowStart,
  windows: z.number().int(),
  /** The detector's estimate of when the deviation began; with a slow drift this is long before `began`. */
  since: WindowStart,
  /** The end of the last anomalous window, epoch ms; null while the incident continues. */
  endedAt: z.number().nullable(),
  /**
   * `recovered`: the values returned to the expected range · `revision`: later revisions of its windows have no findings · `new-level`: it
   * continues, and the user accepted its level as the new normal. Earlier versions wrote `calm` for `recovered`.
   */
  endedBy: z.preprocess(
    (by) => (by === 'calm' ? 'recovered' : by),
    z.enum(['recovered', 'revision', 'new-level']).nullable(),
  ),
  /** When the incident was noticed and when the user acknowledged it: wall-clock time, epoch ms. */
  noticedAt: z.number(),
  acknowledgedAt: z.number().nullable(),
  /** Of all measures, the peak furthest from the expected range. */
  peak: Peak,
  /** The peak as a sentence. */
  sentence: z.string(),
  measures: z.array(IncidentMeasure),
  /** Error codes that grew in any of its windows, in order of first appearance. */
  errorCodes: z.array(z.string()),
  /** Totals over all its windows. An event or a user that appears in two measures or windows counts once. */
  touched: Affected,
})
export type Incident = z.infer<typeof Incident>

/** One anomalous window of an incident, according to its latest revision. */
export const IncidentWindow = z.object({
  start: WindowStart,
  revision: z.number().int(),
  /** The number of affected events. */
  events: z.number().int(),
  findings: z.array(Finding),
})
export type IncidentWindow = z.infer<typeof IncidentWindow>

export const IncidentDetail = Incident.extend({
  /** Oldest first. */
  history: z.array(IncidentWindow),
})
export type IncidentDetail = z.infer<typeof IncidentDetail>

/** A measure that deviates in more windows than this is at a new level. */
export const NEW_LEVEL_AFTER = 120

/** The start of the new level of the detector's incident; null while it may still be a passing disturbance. */
export function newLevelSince({ cause, measures }: Pick<Incident, 'cause' | 'measures'>): WindowStart | null {
  if (cause.kind !== 'anomaly') return null
  const lasting = measures.filter(({ windows }) => windows > NEW_LEVEL_AFTER)
  return lasting.length === 0 ? null : Math.min(...lasting.map(({ first }) => first))
}
