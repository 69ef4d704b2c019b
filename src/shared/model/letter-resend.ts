import { z } from 'zod'
import { DatasetName } from './dataset'
import { WholeNumber } from './number-schemas'

/** At most this many dead letters can be named one by one. */
export const MOST_NAMED = 1_000

/** Open dead letters of a dataset: those of one reason, those named, or all. */
export const LetterSelection = z.object({
  dataset: DatasetName,
  /** As `LetterGroup` has it. */
  reason: z.string().optional(),
  ids: z.array(WholeNumber).min(1).max(MOST_NAMED).optional(),
})
export type LetterSelection = z.infer<typeof LetterSelection>

/** The dead letters of a dataset with the same reason. */
export const LetterGroup = z.object({
  dataset: DatasetName,
  /** The reason without its numbers and values, which differ from letter to letter. */
  reason: z.string(),
  /** The number of open letters, and of those that are being sent again. */
  open: z.number().int(),
  sending: z.number().int(),
  /** When the newest was found, epoch ms. */
  newestAt: z.number(),
})
export type LetterGroup = z.infer<typeof LetterGroup>

/** What would happen if letters were sent again now. The store's own refusals show only when they are sent. */
export const ResendPreview = z.object({
  /** The number of open letters, and of those that were tried, oldest first. */
  letters: z.number().int(),
  tried: z.number().int(),
  pass: z.number().int(),
  /** Why the others would not pass, the most frequent reason first. */
  refused: z.array(z.object({ reason: z.string(), letters: z.number().int() })),
})
export type ResendPreview = z.infer<typeof ResendPreview>

/** What has become of a resend's letters; together they are all of them. */
export const ResendCounts = z.object({
  /** Not sent yet. */
  waiting: z.number().int(),
  /** In the log, on their way to the store. */
  sent: z.number().int(),
  stored: z.number().int(),
  /** Dead again: not readable, or refused by the store. */
  dead: z.number().int(),
  /** Open again without having been sent: the resend was cancelled, or the log lost them. */
  kept: z.number().int(),
})
export type ResendCounts = z.infer<typeof ResendCounts>

/** `running` → `done`. `cancelling`: nothing more is sent, and what was sent is followed to its end; then `cancelled`. */
export const ResendState = z.enum(['running', 'cancelling', 'cancelled', 'done'])
export type ResendState = z.infer<typeof ResendState>

/** Dead letters that a person sends again, followed until each is stored or dead again. */
export const Resend = z.object({
  id: z.string(),
  dataset: DatasetName,
  /** The reason that its letters had in common; null for all reasons, or for letters named one by one. */
  reason: z.string().nullable(),
  state: ResendState,
  counts: ResendCounts,
  startedAt: z.number(),
  endedAt: z.number().nullable(),
  /** What holds it up, as text for the user; null when nothing does. */
  problem: z.string().nullable(),
})
export type Resend = z.infer<typeof Resend>

export function lettersOf({ waiting, sent, stored, dead, kept }: ResendCounts): number {
  return waiting + sent + stored + dead + kept
}

export function isResending({ state }: Pick<Resend, 'state'>): boolean {
  return state === 'running' || state === 'cancelling'
}
