import type { Dataset } from '@shared/model/dataset'
import type { Distinct } from '@shared/model/distinct'
import type { EventValues } from '@shared/model/event-way'
import type { Analysis } from '@shared/model/report'

/** Which rows are asked about: those of the type that fit any of `fits`. */
export interface TouchQuestion {
  /** Null: of any type. */
  readonly type: string | null
  readonly fits: readonly RowsThat[]
}

/** Rows that fit both. */
export interface RowsThat {
  readonly errorsOnly: boolean
  /** Milliseconds; null: however fast. */
  readonly slowerThan: number | null
}

export interface TouchAnswer {
  readonly events: number
  /** Null where the dataset has no such role. */
  readonly users: Distinct | null
  readonly sessions: Distinct | null
}

/** Reads an extract and counts. Runs off the main thread, so that a large window never makes the screen stutter. */
export interface Analyser {
  /** Rows in the Parquet object, from its own footer. */
  countRows(parquet: Uint8Array): Promise<number>
  /** Takes the bytes over: the caller must not use them afterwards. */
  analyse(dataset: Dataset, parquet: Uint8Array, signal?: AbortSignal): Promise<Analysis>
  /** Counts the rows of an extract that fit each question, and whom they are of. Takes the bytes over, too. */
  touched(
    dataset: Dataset,
    parquet: Uint8Array,
    questions: readonly TouchQuestion[],
    signal?: AbortSignal,
  ): Promise<TouchAnswer[]>
  /** One row of an extract, from 0 on, its values as JSON has them; null past its end. Takes the bytes over, too. */
  row(dataset: Dataset, parquet: Uint8Array, row: number, signal?: AbortSignal): Promise<EventValues | null>
  close(): Promise<void>
}
