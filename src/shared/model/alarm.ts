import { z } from 'zod'
import { DatasetName } from './dataset'
import { Incident, IncidentDetail, IncidentId, IncidentState } from './incident'

/**
 * What of the pipeline fails. Each is judged by one rule in `main/pipeline/alarms`.
 *
 * `stage-down`: a stage that should run does not work · `service-down`: a container that should run does not · `lag`: events wait for the
 * sink · `window-incomplete`: a report lacks events that were logged · `window-missing`: a window has no report · `dead-letters`: records of
 * a new kind, or too many, could not be used · `disk-short`: little room on the disk of the data directory · `webhook-failing`: a webhook
 * does not receive its messages.
 */
export const AlarmKind = z.enum([
  'stage-down',
  'service-down',
  'lag',
  'window-incomplete',
  'window-missing',
  'dead-letters',
  'disk-short',
  'webhook-failing',
])
export type AlarmKind = z.infer<typeof AlarmKind>

/** What the user calls each kind of alarm. */
export const ALARM_TITLES: Record<AlarmKind, string> = {
  'stage-down': 'A stage does not work',
  'service-down': 'A service is down',
  lag: 'The sink lags behind',
  'window-incomplete': 'A window is incomplete',
  'window-missing': 'A report is missing',
  'dead-letters': 'Dead letters',
  'disk-short': 'The disk is nearly full',
  'webhook-failing': 'A webhook fails',
}

/** An incident of the pipeline itself, in wall-clock time. */
export const Alarm = z.object({
  id: IncidentId,
  alarm: AlarmKind,
  /** The stage, service, dataset or webhook that fails; null: the whole pipeline. */
  subject: z.string().nullable(),
  /** Null: no dataset in particular. */
  dataset: DatasetName.nullable(),
  /** What fails, in a few words: "Sink does not work". */
  title: z.string(),
  /** What happened, and what to do. */
  sentence: z.string(),
  state: IncidentState,
  /** When the failure began, when it was noticed, and when it was over: epoch ms. */
  began: z.number(),
  noticedAt: z.number(),
  endedAt: z.number().nullable(),
  /** `recovered`: it works again · `by-hand`: a person has stopped what failed. */
  endedBy: z.enum(['recovered', 'by-hand']).nullable(),
  acknowledgedAt: z.number().nullable(),
})
export type Alarm = z.infer<typeof Alarm>

/** What lists of incidents show: incidents of the data, and alarms. */
export const ListedIncident = z.union([Alarm, Incident])
export type ListedIncident = z.infer<typeof ListedIncident>

export const ListedIncidentDetail = z.union([Alarm, IncidentDetail])
export type ListedIncidentDetail = z.infer<typeof ListedIncidentDetail>

export function isAlarm(incident: ListedIncident): incident is Alarm {
  return 'alarm' in incident
}

/** From which value on an alarm is raised. */
export const AlarmLimits = z.object({
  /** Events wait for the sink for as many seconds of input. */
  lagSeconds: z.number().min(5).max(86_400).default(60),
  /** Minutes from when a report was due. */
  reportMinutes: z.number().min(1).max(1_440).default(3),
  /** Dead letters of a dataset in a minute. */
  deadLettersPerMinute: z.number().int().min(1).max(1_000_000_000).default(60),
  /** Bytes. */
  freeDiskBytes: z.number().int().min(0).max(1e15).default(1_000_000_000),
})
export type AlarmLimits = z.infer<typeof AlarmLimits>
