import type { Fault } from '@shared/model/fault'

/** What a source tells while it runs. */
export interface SourceReport {
  /** Events that came to the log since the last call. */
  count(events: number): void
  /** A fault the source waits out, and null when it is over. */
  fault(fault: Fault | null): void
}
