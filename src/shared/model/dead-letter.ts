import { z } from 'zod'
import { DatasetName } from './dataset'

/** Where a dead letter was found: a line of a replayed file, or an offset of the log. */
export const DeadLetterPlace = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('file'), file: z.string(), replay: z.string(), line: z.number().int().min(1) }),
  z.object({
    kind: z.literal('log'),
    // Letters of earlier versions have none.
    epoch: z.number().int().default(0),
    partition: z.number().int(),
    offset: z.number().int(),
  }),
])
export type DeadLetterPlace = z.infer<typeof DeadLetterPlace>

export const DeadLetter = z.object({
  id: z.number().int(),
  dataset: DatasetName,
  at: z.number(),
  place: DeadLetterPlace,
  /** In words: what about the record is wrong. */
  reason: z.string(),
  /** How many records it stands for: more than 1 where a whole batch could not be read. */
  records: z.number().int(),
  /** Size of the record in bytes; the record is kept whole. */
  bytes: z.number().int(),
  /** The first bytes as text, what is not printable as `·`. */
  preview: z.string(),
  /** The window the record would have belonged to, where its time is known. */
  window: z.number().nullable(),
})
export type DeadLetter = z.infer<typeof DeadLetter>
