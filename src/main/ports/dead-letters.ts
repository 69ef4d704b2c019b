import type { DatasetName } from '@shared/model/dataset'
import type { DeadLetter, DeadLetterPlace, DeadLetterState } from '@shared/model/dead-letter'
import type { LogPlace } from '@shared/model/event-trace'
import type { WindowStart } from '@shared/model/window'
import type { LogEpoch } from './log-epochs'
import type { Stretch, WindowRows } from './store'

export interface NewDeadLetter {
  readonly dataset: DatasetName
  readonly place: DeadLetterPlace
  readonly reason: string
  readonly body: Uint8Array
  readonly window: WindowStart | null
  /** The number of records in a batch that cannot be read; otherwise 1. */
  readonly records?: number
  /** A copy of a letter that is closed already; otherwise it is open. */
  readonly closed?: { readonly state: Exclude<DeadLetterState, 'open' | 'sending'>; readonly note: string | null }
}

export interface LetterQuery {
  readonly dataset?: DatasetName | undefined
  /** As `LetterGroup` has it. */
  readonly reason?: string | undefined
  /** Only letters that are open or being sent. */
  readonly open?: boolean | undefined
  readonly before?: number | undefined
  readonly limit: number
}

/** Records that could not be decoded or stored, whole, with their position and the reason. */
export interface DeadLetters {
  /** On disk when it resolves. Adding a position again changes nothing, except that it may close the letter; the first entry is kept. */
  add(letters: readonly NewDeadLetter[]): Promise<void>
  /** Newest first; continues after the id `before`. */
  list(query: LetterQuery): Promise<DeadLetter[]>
  /** The dead letter of a log record, or null. */
  ofRecord(dataset: DatasetName, place: LogPlace): Promise<DeadLetter | null>
  /** The positions in these ranges of the log that have a dead letter. */
  among(dataset: DatasetName, stretches: readonly Stretch[]): Promise<LogPlace[]>
  body(id: number): Promise<Uint8Array | null>
  /** The number of records in all of them, open or closed. */
  count(dataset?: DatasetName): Promise<number>
  /**
   * Dead letters found in logs (not in files), by window: the ledger subtracts them from the rows that the store must have. Closed letters
   * count too: what was sent again is another record of the log. `epochs` are those of the current log.
   */
  countByWindow(
    dataset: DatasetName,
    windows: readonly WindowStart[],
    epochs: readonly LogEpoch[],
  ): Promise<Map<WindowStart, WindowRows>>
  /** Removes all dead letters of the dataset. */
  clear(dataset: DatasetName): Promise<void>
  close(): Promise<void>
}
