import type { Dataset } from '@shared/model/dataset'
import type { Distinct } from '@shared/model/distinct'
import type { EventValues } from '@shared/model/event-trace'
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

/**
 * Reads an extract from a Parquet file and counts, a part of the file at a time: memory does not grow with the number of rows. Runs off
 * the main thread, so that a large window never makes the screen stutter.
 */
export interface Analyser {
  /** Rows in the Parquet file, from its own footer. Throws when the file has none, as one that was cut short. */
  countRows(file: string): Promise<number>
  analyse(dataset: Dataset, file: string, signal?: AbortSignal): Promise<Analysis>
  /** Counts the rows of an extract that fit each question, and whom they are of. */
  touched(
    dataset: Dataset,
    file: string,
    questions: readonly TouchQuestion[],
    signal?: AbortSignal,
  ): Promise<TouchAnswer[]>
  /** One row of an extract, from 0 on, its values as JSON has them; null past its end. */
  row(dataset: Dataset, file: string, row: number, signal?: AbortSignal): Promise<EventValues | null>
  close(): Promise<void>
}
