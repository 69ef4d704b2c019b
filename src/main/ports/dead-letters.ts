import type { DatasetName } from '@shared/model/dataset'
import type { DeadLetter, DeadLetterPlace } from '@shared/model/dead-letter'
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
  /** How many records it stands for, where a whole batch cannot be read; else 1. */
  readonly records?: number
}

/** Records that could not be decoded or stored, whole, with place and reason. */
export interface DeadLetters {
  /** On disk when it resolves. A place that is there already is kept as it was: adding twice changes nothing. */
  add(letters: readonly NewDeadLetter[]): Promise<void>
  /** Newest first; `before` is the id to go on from. */
  list(query: { dataset?: DatasetName | undefined; before?: number | undefined; limit: number }): Promise<DeadLetter[]>
  /** The letter of a record of the log, or null. */
  ofRecord(dataset: DatasetName, place: LogPlace): Promise<DeadLetter | null>
  /** The places in these stretches of the log that have a letter. */
  among(dataset: DatasetName, stretches: readonly Stretch[]): Promise<LogPlace[]>
  body(id: number): Promise<Uint8Array | null>
  /** How many records they stand for. */
  count(dataset?: DatasetName): Promise<number>
  /**
   * Dead letters found in logs (not in files), by window: the ledger subtracts them from what must be stored. `epochs` are those of the
   * log at hand.
   */
  countByWindow(
    dataset: DatasetName,
    windows: readonly WindowStart[],
    epochs: readonly LogEpoch[],
  ): Promise<Map<WindowStart, WindowRows>>
  close(): Promise<void>
}
