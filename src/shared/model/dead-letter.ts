import { z } from 'zod'
import { DatasetName } from './dataset'
import { LogFormat } from './log-format'

/** Where a dead letter comes from: a line of a replayed file, or an offset of the log. */
export const DeadLetterPlace = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('file'),
    file: z.string(),
    replay: z.string(),
    line: z.number().int().min(1),
    /** How the line was read, so that it can be read again. Dead letters of earlier versions have none. */
    format: LogFormat.optional(),
    /** The line before it that names the columns, in formats that have such lines. */
    header: z.string().optional(),
  }),
  z.object({
    kind: z.literal('log'),
    // Dead letters of earlier versions have none.
    epoch: z.number().int().default(0),
    partition: z.number().int(),
    offset: z.number().int(),
  }),
])
export type DeadLetterPlace = z.infer<typeof DeadLetterPlace>

/**
 * `open` until it is sent again or discarded. `sending`: a resend has claimed it. `stored`: its event is in the store now. `replaced`: it
 * was sent again and refused again, as another dead letter. `discarded`: nobody needs it.
 */
export const DeadLetterState = z.enum(['open', 'sending', 'stored', 'replaced', 'discarded'])
export type DeadLetterState = z.infer<typeof DeadLetterState>

export const DeadLetter = z.object({
  id: z.number().int(),
  dataset: DatasetName,
  at: z.number(),
  place: DeadLetterPlace,
  /** What is wrong with the record, as text for the user. */
  reason: z.string(),
  /** How many records the dead letter holds: more than 1 when a whole batch could not be read. */
  records: z.number().int(),
  /** The record's size in bytes; the whole record is kept. */
  bytes: z.number().int(),
  /** The first bytes as text; unprintable characters are shown as `·`. */
  preview: z.string(),
  /** The window that the record belongs to, when its time is known. */
  window: z.number().nullable(),
  state: DeadLetterState,
  /** Why it was discarded, in the user's words; otherwise null. */
  note: z.string().nullable(),
})
export type DeadLetter = z.infer<typeof DeadLetter>
