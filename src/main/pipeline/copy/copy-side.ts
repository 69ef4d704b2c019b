import type { Ports } from '@main/ports'
import type { CopyDifference, CopyFigures, CopyStep } from '@shared/model/copy'
import type { Dataset } from '@shared/model/dataset'

/** A backend as a copy uses it: its ports, with the store running, and its sink. */
export interface CopySide {
  readonly name: string
  /** Nothing may be written to it: events that are not stored yet are not copied. */
  readonly readOnly: boolean
  /** With the number of partitions that this backend gives them. */
  readonly datasets: readonly Dataset[]
  readonly ports: Pick<
    Ports,
    'clock' | 'codecs' | 'deadLetters' | 'foreign' | 'ledger' | 'log' | 'objects' | 'registry' | 'store' | 'temp'
  >
  /** Moves the log into the store until the signal aborts. Rejects when it cannot, also for one dataset. */
  runSink(signal: AbortSignal): Promise<void>
}

/** One copy of all datasets from one backend to another. */
export interface CopyContext {
  /** The same for every run of one copy. */
  readonly id: string
  readonly source: CopySide
  readonly target: CopySide
  readonly datasets: readonly Dataset[]
  readonly ttlDays: number
  readonly report: CopyReport
  readonly signal: AbortSignal
}

export interface CopyReport {
  /** From now on the target holds a part of the copy. */
  claimed(): void
  step(step: CopyStep): void
  figures(figures: Partial<CopyFigures>): void
  difference(difference: CopyDifference): void
}
