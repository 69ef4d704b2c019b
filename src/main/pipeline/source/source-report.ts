import type { Fault } from '@shared/model/fault'

/** What a source reports while it runs. */
export interface SourceReport {
  /** The number of events appended to the log since the last call. */
  count(events: number): void
  /** A fault that the source waits out; null when it has passed. */
  fault(fault: Fault | null): void
}
