import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { DatasetName } from '../model/dataset'
import { DeadLetter } from '../model/dead-letter'
import { LetterGroup, LetterSelection, Resend, ResendPreview } from '../model/letter-resend'
import { WholeNumber } from '../model/number-schemas'
import { base, page } from './base'

const MOST_NOTE = 500
const count = z.number().int()

/** Records that could not be decoded or stored, and what can be done about them. */
export const deadLetters = {
  /** The number of records in dead letters by dataset; sent again whenever it changes. `all` are also those that are closed. */
  counts: base.output(eventIterator(z.record(DatasetName, z.object({ open: count, sending: count, all: count })))),
  /** Groups with letters that are open or being sent again, those with the most open letters first. */
  groups: base.input(z.object({ dataset: DatasetName.optional() })).output(z.array(LetterGroup)),
  /** Newest first. `reason`: that of a group. `open`: only letters that are open or being sent again. */
  list: base
    .input(
      z.object({
        dataset: DatasetName.optional(),
        reason: z.string().optional(),
        open: z.boolean().default(false),
        before: WholeNumber.optional(),
        limit: z.number().int().min(1).max(200),
      }),
    )
    .output(page(DeadLetter)),
  /** The whole record, as bytes. */
  body: base.input(z.object({ id: WholeNumber })).output(z.file()),
  /** All dead letters as JSON lines, bytes in base64. */
  export: base.input(z.object({ dataset: DatasetName.optional() })).output(z.file()),
  /** How many of these letters would pass if they were sent again now. Sends none. */
  preview: base.input(LetterSelection).output(ResendPreview),
  /**
   * Sends the open letters of the selection again, each once, and follows them until they are stored or dead again. Starts the stages it
   * needs, and resolves once the letters are claimed. Throws `no-open-letters`.
   */
  resend: base.input(LetterSelection).output(Resend),
  /** No more letters of the resend are sent; those that were are still followed. */
  cancel: base.input(z.object({ id: z.string() })).output(z.void()),
  /** The newest resends; sent again whenever one of them changes. */
  resends: base.output(eventIterator(z.array(Resend))),
  /** Closes open letters for good, and keeps them with the note. */
  discard: base
    .input(LetterSelection.extend({ note: z.string().trim().min(1).max(MOST_NOTE) }))
    .output(z.object({ letters: count })),
}
