import type { Clock } from '@main/ports/clock'
import type { DeadLetters } from '@main/ports/dead-letters'
import type { EventLog } from '@main/ports/event-log'
import type { LineFile } from '@main/ports/line-file'
import type { EventCodec } from '@main/ports/schema-registry'
import type { OneAtATimeByKey } from '@shared/lib/one-at-a-time-by-key'
import type { Dataset } from '@shared/model/dataset'
import type { ReplayProgress, ReplayRequest } from '../stage'
import type { SourceReport } from './source-report'

/** A replay request, and what the replay depends on. */
export interface ReplayOptions {
  readonly job: ReplayRequest
  readonly dataset: Dataset
  readonly codec: EventCodec
  readonly lines: LineFile
  readonly log: EventLog
  readonly deadLetters: DeadLetters
  readonly clock: Clock
  /** `progress` gets what is on disk: at the beginning, at most five times a second, and at the end. */
  readonly report: SourceReport & { progress(progress: ReplayProgress): void }
  /** Shared by all replays of the source. */
  readonly oneAtATime: OneAtATimeByKey
  readonly signal: AbortSignal
}
