import { ORPCError } from '@orpc/client'
import { Fault } from '@shared/model/fault'
import { faultMessage } from '@shared/model/fault-message'
import { z } from 'zod'
import { NotConnected } from './connection'

const Faulty = z.object({ code: z.literal('FAULT'), data: Fault })
const Invalid = z.object({
  code: z.literal('BAD_REQUEST'),
  data: z.object({ issues: z.array(z.object({ message: z.string() })).min(1) }),
})

/** The fault of a failed call; null when it failed otherwise. */
export function faultIn(thrown: unknown): Fault | null {
  const faulty = Faulty.safeParse(thrown)
  return faulty.success ? faulty.data.data : null
}

/** A failed call in words: what happened and what to do next. */
export function errorWords(thrown: unknown): string {
  if (thrown instanceof NotConnected) return 'Millrace does not respond. Try again in a moment.'
  if (thrown instanceof ORPCError) {
    const fault = faultIn(thrown)
    if (fault) return faultMessage(fault)
    const invalid = Invalid.safeParse(thrown)
    if (invalid.success) return `${invalid.data.data.issues.map((issue) => issue.message).join('. ')}.`
  }
  const detail = thrown instanceof Error ? thrown.message : String(thrown)
  return `Unexpected error (${detail}). The logs folder of the data directory has the details.`
}
