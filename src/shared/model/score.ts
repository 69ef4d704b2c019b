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
  /** Laid out one after the other, again and again; without any, whatever is told is a false alarm. */
  scenarios: z.array(ScenarioRef).max(100),
  ...flow,
})
export type ScoreOptions = z.infer<typeof ScoreOptions>

/** All disturbances of one kind and strength. */
export const ScoreLine = z.object({
  kind: DisturbanceKind,
  /** In words, such as "to 15 %" or "× 3". */
  strength: z.string(),
  disturbances: z.number().int(),
  /** Null where nothing is meant to be told. */
  found: z.number().int().nullable(),
  in_first_full_window: z.number().int().nullable(),
  /** From the disturbance's beginning to the end of the window that tells of it; null when none was found. */
  minutes_to_detect: z.object({ median: z.number(), max: z.number() }).nullable(),
})
export type ScoreLine = z.infer<typeof ScoreLine>

/** What was told against what was done. */
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
  /** The share of incidents that are true; null without any. */
  precision: z.number().nullable(),
  /** The share of disturbances that were found; null without any to find. */
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
  /** Disturbances for which the time was too short. */
  left_out: z.number().int(),
  /** Wall-clock seconds: all of it, the analyses, and the detector. */
  seconds: z.object({ all: z.number(), analyse: z.number(), detect: z.number() }),
})
export type Score = z.infer<typeof Score>

/** Options with the scenarios as they were when it began. */
export const ScoreTask = z.object({ scenarios: z.array(Scenario), ...flow })
export type ScoreTask = z.infer<typeof ScoreTask>

export const ScoreProgress = z.object({
  /** Simulated so far. */
  hours: z.number(),
  events: z.number().int(),
  /** Over the disturbances that are over. */
  tally: Tally,
})
export type ScoreProgress = z.infer<typeof ScoreProgress>

export const ScoreResult = z.object({ task: ScoreTask, endedAt: z.number(), score: Score })
export type ScoreResult = z.infer<typeof ScoreResult>

export const ScoreStatus = z.object({
  running: z.object({ task: ScoreTask, startedAt: z.number(), progress: ScoreProgress.nullable() }).nullable(),
  /** The newest that came to its end. */
  last: ScoreResult.nullable(),
  /** Why the newest came to none; a cancelled one has none. */
  fault: Fault.nullable(),
})
export type ScoreStatus = z.infer<typeof ScoreStatus>
