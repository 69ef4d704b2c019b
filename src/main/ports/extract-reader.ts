import type { Dataset } from '@shared/model/dataset'
import type { Distinct } from '@shared/model/distinct-count'
import type { EventValues } from '@shared/model/event-trace'
import type { Analysis } from '@shared/model/report'

/** The rows that a question covers: rows of the type that match any of `fits`. */
export interface AffectedQuestion {
  /** Null: of any type. */
  readonly type: string | null
  readonly fits: readonly RowsThat[]
}

/** Rows that match both. */
export interface RowsThat {
  readonly errorsOnly: boolean
  /** Milliseconds; null: any latency. */
  readonly slowerThan: number | null
}

export interface AffectedCounts {
  readonly events: number
  /** Null when the dataset has no such role. */
  readonly users: Distinct | null
  readonly sessions: Distinct | null
}

/**
 * Reads a Parquet extract and counts its rows, one part of the file at a time: memory does not grow with the number of rows. Runs off the
 * main thread, so that a large window does not block the screen. Works with every engine: it also reads what an engine does not answer.
 */
export interface ExtractReader {
  /** Rows in the Parquet file, from its footer. Throws when the footer is missing, as in a truncated file. */
  countRows(file: string): Promise<number>
  analyse(dataset: Dataset, file: string, signal?: AbortSignal): Promise<Analysis>
  /** For each question: the rows of an extract that match it, and the users and sessions they belong to. */
  countAffected(
    dataset: Dataset,
    file: string,
    questions: readonly AffectedQuestion[],
    signal?: AbortSignal,
  ): Promise<AffectedCounts[]>
  /** Row number `row` of an extract, from 0 on, with JSON values; null past the end. */
  row(dataset: Dataset, file: string, row: number, signal?: AbortSignal): Promise<EventValues | null>
  close(): Promise<void>
}
