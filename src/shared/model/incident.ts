import { z } from 'zod'
import { Expected, Measure, Touched } from './anomaly'
import { DatasetName } from './dataset'
import { WindowStart } from './window'

/** Names dataset, what is wrong and the window in which it was first seen, so that the same beginning is the same incident. */
export const IncidentId = z.string().min(1).max(300)
export type IncidentId = z.infer<typeof IncidentId>

/** What makes an incident go on: the detector's anomalies, or a rule with a threshold of the user's own. */
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
  /** Of a threshold: what lies within it. */
  expected: Expected,
  /** Null of a threshold. */
  pValue: z.number().nullable(),
  /** The first window of the deviation, as far as is known. */
  since: WindowStart,
  errorCodes: z.array(z.string()),
  sentence: z.string(),
  touched: Touched.nullable(),
})
export type Finding = z.infer<typeof Finding>

/** `acknowledged`: somebody has seen it, and it goes on · `ended`: several windows in a row were unremarkable. */
export const IncidentState = z.enum(['open', 'acknowledged', 'ended'])
export type IncidentState = z.infer<typeof IncidentState>

/** The window in which a measure was furthest from what was expected. */
export const Peak = z.object({ start: WindowStart, finding: Finding })
export type Peak = z.infer<typeof Peak>

export const IncidentMeasure = z.object({
  measure: Measure,
  /** The first and last anomalous window of this measure, and how many there were. */
  first: WindowStart,
  last: WindowStart,
  windows: z.number().int(),
  peak: Peak,
})
export type IncidentMeasure = z.infer<typeof IncidentMeasure>

/**
 * Consecutive anomalous windows of one type, whichever of its measures; a few unremarkable windows between them do not end it.
 * What befalls most types alike is one incident of all of them.
 */
export const Incident = z.object({
  id: IncidentId,
  dataset: DatasetName,
  /** Null: all types together. */
  type: z.string().nullable(),
  cause: IncidentCause,
  state: IncidentState,
  /** The types in which it was seen. */
  types: z.array(z.string()),
  /** Its first and last anomalous window, and how many there were. */
  began: WindowStart,
  last: WindowStart,
  windows: z.number().int(),
  /** Since when the detector believes the deviation to go on; with a slow drift long before `began`. */
  since: WindowStart,
  /** The end of its last anomalous window once it has ended, epoch ms. */
  endedAt: z.number().nullable(),
  /**
   * `recovered`: the values returned to what was expected · `revision`: later revisions of its windows show nothing wrong ·
   * `new-level`: it goes on, and a person accepted its level as the new normal. Earlier versions wrote `calm` for `recovered`.
   */
  endedBy: z.preprocess(
    (by) => (by === 'calm' ? 'recovered' : by),
    z.enum(['recovered', 'revision', 'new-level']).nullable(),
  ),
  /** When it was noticed, and when somebody said to have seen it: wall-clock time, epoch ms. */
  noticedAt: z.number(),
  acknowledgedAt: z.number().nullable(),
  /** Of all measures the furthest from what was expected. */
  peak: Peak,
  /** The peak in plain words. */
  sentence: z.string(),
  measures: z.array(IncidentMeasure),
  /** Error codes that grew in any of its windows, in the order of their first appearance. */
  errorCodes: z.array(z.string()),
  /** Over all its windows. An event, or a user, that stands out in two measures or windows counts once. */
  touched: Touched,
})
export type Incident = z.infer<typeof Incident>

/** One anomalous window of an incident, as its latest revision shows it. */
export const IncidentWindow = z.object({
  start: WindowStart,
  revision: z.number().int(),
  /** Events of it that stand out. */
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

/** Since when the values of an incident of the detector's are at a new level, null while it may still be a passing disturbance. */
export function newLevelSince({ cause, measures }: Pick<Incident, 'cause' | 'measures'>): WindowStart | null {
  if (cause.kind !== 'anomaly') return null
  const lasting = measures.filter(({ windows }) => windows > NEW_LEVEL_AFTER)
  return lasting.length === 0 ? null : Math.min(...lasting.map(({ first }) => first))
}
