import type { DatasetName } from '@shared/model/dataset'
import type { DeadLetter, DeadLetterPlace } from '@shared/model/dead-letter'
import type { LogPlace } from '@shared/model/event-trace'
import type { LetterGroup, LetterSelection, Resend } from '@shared/model/letter-resend'

/** A dead letter with its whole record. */
export interface WholeLetter extends Pick<DeadLetter, 'id' | 'reason' | 'records'> {
  readonly place: DeadLetterPlace
  readonly body: Uint8Array
}

/** A dead letter that is in the log again. */
export interface SentLetter {
  readonly id: number
  /** Null when retention has removed it from the log, and with it its place; only stored records are removed. */
  readonly place: LogPlace | null
  readonly eventTime: number
}

/** What a letter that was sent has come to. `lost`: its log is gone, and the store does not have it. */
export interface LetterOutcome {
  readonly id: number
  readonly outcome: 'stored' | 'dead' | 'lost'
}

/**
 * Dead letters as work to do: their groups, what was decided about each, and resends. A letter is claimed by one resend at a time, in the
 * same transaction that makes the resend, and each write here is on disk when it resolves: after a crash the next run finds
 * every letter in one state.
 */
export interface LetterResends {
  /** Groups with letters that are open or being sent, those with the most open letters first. */
  groups(dataset?: DatasetName): Promise<LetterGroup[]>
  /** The number of records in letters that are open, and in those being sent, of each dataset that has any. */
  openCounts(): Promise<Map<DatasetName, { readonly open: number; readonly sending: number }>>
  /** Open letters after the id `after`, by id. */
  openLetters(selection: LetterSelection, after: number, limit: number): Promise<WholeLetter[]>
  countOpen(selection: LetterSelection): Promise<number>
  /** Closes open letters for good; returns how many. */
  discard(selection: LetterSelection, note: string): Promise<number>

  /** Claims the open letters of the selection; returns null when there are none. */
  start(id: string, selection: LetterSelection): Promise<Resend | null>
  /** Newest first. */
  list(query: { readonly limit: number; readonly unfinished?: boolean }): Promise<Resend[]>
  find(id: string): Promise<Resend | null>
  /** From now on no more of its letters are sent. Changes nothing for a resend that has ended. */
  cancel(id: string): Promise<void>

  /** Claimed letters that are not sent yet, by id. */
  waiting(resend: string, limit: number): Promise<WholeLetter[]>
  /** Those of the given letters that are not known to be sent. */
  stillWaiting(resend: string, ids: readonly number[]): Promise<number[]>
  /** Letters that cannot be sent: they are open again, with this reason. */
  refuse(resend: string, letters: readonly { readonly id: number; readonly reason: string }[]): Promise<void>
  markSent(resend: string, letters: readonly SentLetter[]): Promise<void>
  /** Sent letters without an outcome, by id. */
  sent(resend: string, limit: number): Promise<SentLetter[]>
  settle(resend: string, outcomes: readonly LetterOutcome[]): Promise<void>
  /** Letters that still wait are open again. */
  release(resend: string): Promise<void>
  /** Ends it: `done`, or `cancelled` if that was asked. */
  finish(resend: string): Promise<void>
  setProblem(resend: string, problem: string | null): Promise<void>
}
