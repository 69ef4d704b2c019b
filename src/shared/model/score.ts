import { z } from 'zod'
import { Fault } from './fault'
import { DisturbanceKind, Scenario, ScenarioRef } from './scenario'

/** What the detector is scored on. */
const flow = {
  /** Simulated hours. */
  hours: z.number().min(1).max(168),
  eventsPerMinute: z.number().int().min(1).max(100_000),
  /** The same seed gives the same score. */
  seed: z.number().int().min(0).max(0xffff_ffff),
}

export const ScoreOptions = z.object({
  /** Scenarios to repeat one after the other; without any, every notification is a false alarm. */
  scenarios: z.array(ScenarioRef).max(100),
  ...flow,
})
export type ScoreOptions = z.infer<typeof ScoreOptions>

/** All disturbances of one kind and strength. */
export const ScoreLine = z.object({
  kind: DisturbanceKind,
  /** A short text such as "to 15 %" or "× 3". */
  strength: z.string(),
  disturbances: z.number().int(),
  /** Null when the disturbance should not cause a notification. */
  found: z.number().int().nullable(),
  in_first_full_window: z.number().int().nullable(),
  /** From the start of the disturbance to the end of the window that reports it; null when none was found. */
  minutes_to_detect: z.object({ median: z.number(), max: z.number() }).nullable(),
})
export type ScoreLine = z.infer<typeof ScoreLine>

/** Notifications compared with the disturbances. */
export const Tally = z.object({
  incidents: z.number().int(),
  false_incidents: z.array(
    z.object({
      /** The first window, ISO time. */
      first: z.string(),
      type: z.string().nullable(),
      sentence: z.string(),
    }),
  ),
  /** The fraction of incidents that are true; null when there are none. */
  precision: z.number().nullable(),
  /** The fraction of disturbances that were found; null when there were none to find. */
  recall: z.number().nullable(),
  lines: z.array(ScoreLine),
})
export type Tally = z.infer<typeof Tally>

export const Score = Tally.extend({
  seed: z.number().int(),
  hours: z.number(),
  events_per_minute: z.number(),
  events: z.number().int(),
  windows: z.number().int(),
  false_alarms_per_day: z.number(),
  /** Disturbances that did not fit into the simulated time. */
  left_out: z.number().int(),
  /** Wall-clock seconds: in total, in the analyses, and in the detector. */
  seconds: z.object({ all: z.number(), analyse: z.number(), detect: z.number() }),
})
export type Score = z.infer<typeof Score>

/** The options, and the scenarios as they were at the start. */
export const ScoreTask = z.object({ scenarios: z.array(Scenario), ...flow })
export type ScoreTask = z.infer<typeof ScoreTask>

export const ScoreProgress = z.object({
  /** Simulated so far. */
  hours: z.number(),
  events: z.number().int(),
  /** Counts disturbances that have ended. */
  tally: Tally,
})
export type ScoreProgress = z.infer<typeof ScoreProgress>

export const ScoreResult = z.object({ task: ScoreTask, endedAt: z.number(), score: Score })
export type ScoreResult = z.infer<typeof ScoreResult>

export const ScoreStatus = z.object({
  running: z.object({ task: ScoreTask, startedAt: z.number(), progress: ScoreProgress.nullable() }).nullable(),
  /** The newest finished result. */
  last: ScoreResult.nullable(),
  /** Why the newest run failed; null for a cancelled run. */
  fault: Fault.nullable(),
})
export type ScoreStatus = z.infer<typeof ScoreStatus>
