import { z } from 'zod'
import { DatasetName } from './dataset'
import { Fault } from './fault'
import { LogFormat } from './log-format'

/** Event time per wall-clock time: 1 = original speed, 60 = one minute per second, max = as fast as possible. */
export const ReplaySpeed = z.union([z.number().positive().max(1_000_000), z.literal('max')])
export type ReplaySpeed = z.infer<typeof ReplaySpeed>

/**
 * `uploading` → `running` → `finishing` (windows close) → `done`; `cancelled` and `failed` end it early. A followed file is `following`
 * while it has no new lines, and `running` again when it has.
 */
export const ReplayState = z.enum(['uploading', 'running', 'following', 'finishing', 'done', 'cancelled', 'failed'])
export type ReplayState = z.infer<typeof ReplayState>

/**
 * What an earlier replay says of the file: `same` was replayed to its end; `continued` was interrupted; `grown` has new lines after the
 * replayed ones; `changed` begins like a replayed file but differs later. `log-replaced`: this replay had got further than its log now
 * shows, because the log was removed or is an older copy.
 */
export const EarlierReplay = z.object({
  kind: z.enum(['same', 'continued', 'grown', 'changed', 'log-replaced']),
  /** Events that the earlier replay wrote to the log. */
  events: z.number(),
})
export type EarlierReplay = z.infer<typeof EarlierReplay>

export const ReplayJob = z.object({
  id: z.string(),
  /** The original file name. */
  file: z.string(),
  dataset: DatasetName,
  speed: ReplaySpeed,
  state: ReplayState,
  bytes: z.number(),
  bytesDone: z.number(),
  lines: z.number(),
  events: z.number(),
  deadLetters: z.number(),
  /** Event times of the earliest and the latest event so far, epoch ms. */
  firstEventTime: z.number().nullable(),
  eventTime: z.number().nullable(),
  startedAt: z.number(),
  /** Lines that are added to the file later are replayed too, until you stop it. */
  follow: z.boolean().default(false),
  /** How its lines are read: null until a guess is made from the first ones. */
  format: LogFormat.nullable().default(null),
  earlier: EarlierReplay.nullable().default(null),
  fault: Fault.nullable(),
})
export type ReplayJob = z.infer<typeof ReplayJob>
