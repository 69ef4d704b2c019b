import type { DatasetName } from '@shared/model/dataset'
import type { DeadLetter, DeadLetterPlace } from '@shared/model/dead-letter'
import type { WindowStart } from '@shared/model/window'

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
  ofRecord(dataset: DatasetName, place: { partition: number; offset: number }): Promise<DeadLetter | null>
  body(id: number): Promise<Uint8Array | null>
  /** How many records they stand for. */
  count(dataset?: DatasetName): Promise<number>
  /** Dead letters found in the log (not in files), by window: the ledger subtracts them from what must be stored. */
  countByWindow(dataset: DatasetName, windows: readonly WindowStart[]): Promise<Map<WindowStart, number>>
  close(): Promise<void>
}
