import { z } from 'zod'
import { DatasetName } from './dataset'
import { Fault } from './fault'

/** Event time per wall-clock time: 1 = as it happened, 60 = a minute per second, max = as fast as possible. */
export const ReplaySpeed = z.union([z.number().positive().max(1_000_000), z.literal('max')])
export type ReplaySpeed = z.infer<typeof ReplaySpeed>

/** `uploading` → `running` → `finishing` (windows close) → `done`; `cancelled` and `failed` end it early. */
export const ReplayState = z.enum(['uploading', 'running', 'finishing', 'done', 'cancelled', 'failed'])
export type ReplayState = z.infer<typeof ReplayState>

/**
 * What is known of the file from an earlier replay: `same` was replayed to its end, `continued` was interrupted, `grown` has new lines
 * behind those that were replayed, `changed` only begins like a file that was replayed and is another one. `log-replaced`: this replay
 * itself had come further than its log knows, because the log was removed or is an older copy.
 */
export const EarlierReplay = z.object({
  kind: z.enum(['same', 'continued', 'grown', 'changed', 'log-replaced']),
  /** Events that the earlier replay put into the log. */
  events: z.number(),
})
export type EarlierReplay = z.infer<typeof EarlierReplay>

export const ReplayJob = z.object({
  id: z.string(),
  /** The file's name as the user knows it. */
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
  earlier: EarlierReplay.nullable().default(null),
  fault: Fault.nullable(),
})
export type ReplayJob = z.infer<typeof ReplayJob>
