import { createHash } from 'node:crypto'
import type { LogRecord } from '@main/ports/event-log'
import { z } from 'zod'

/** The last batch of a resend, kept in the log together with its records: after a crash it says which letters are in the log. */
export const ResendProgress = z.object({
  /** Per partition: the log's end before the batch. Its records are behind it, perhaps among others. */
  from: z.array(z.number().int()),
  letters: z.array(z.object({ id: z.number().int(), fingerprint: z.string() })),
})
export type ResendProgress = z.infer<typeof ResendProgress>

/** The name under which the log keeps a resend's progress. */
export function resendSource(id: string): string {
  return `resend:${id}`
}

/** The same for equal records only, as far as one batch is concerned. */
export function fingerprintOf({ key, value }: Pick<LogRecord, 'key' | 'value'>): string {
  return createHash('sha256').update(`${key.length} `).update(key).update(value).digest('hex').slice(0, 32)
}
