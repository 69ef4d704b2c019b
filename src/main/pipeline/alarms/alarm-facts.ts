import type { DatasetName } from '@shared/model/dataset'
import type { ServiceId, ServiceStatus } from '@shared/model/service'
import type { StageId, StageStatus } from '@shared/model/stage'
import type { WindowStart } from '@shared/model/window'

export interface StageFacts
  extends Pick<StageStatus, 'id' | 'title' | 'state' | 'hindrance' | 'figures' | 'ratePerSecond'> {
  readonly wanted: boolean
}

export interface DueWindow {
  readonly start: WindowStart
  readonly revision: number
}

/** Windows that should have a report with all their events by now. */
export interface WindowFacts {
  readonly dataset: DatasetName
  readonly title: string
  /** Reported without all logged events; `missing`: how many are not in the report. Oldest first. */
  readonly incomplete: readonly { readonly start: WindowStart; readonly missing: number }[]
  /**
   * Without a report, or with one that later events have outdated: `revision` is that of the outdated one, 0 without one. Oldest first.
   */
  readonly due: readonly DueWindow[]
  /** Why the first due window is retried, in words. */
  readonly reason: string | null
}

export interface DeadLetterFacts {
  readonly dataset: DatasetName
  readonly title: string
  /** The reasons of the newest ones, newest first; the ids grow over all datasets. */
  readonly newest: readonly { readonly id: number; readonly reason: string }[]
}

export interface WebhookFacts {
  readonly id: string
  readonly name: string
  /** The newest message that was not received; null when there is none, or when a later one was. `retried`: it will be sent again. */
  readonly failure: { readonly at: number; readonly outcome: string; readonly retried: boolean } | null
}

/** One moment of the pipeline, as its alarms are judged by. What could not be found out is null. */
export interface AlarmFacts {
  /** Milliseconds of a clock that nobody sets. */
  readonly elapsed: number
  /** Wall clock, epoch ms. */
  readonly now: number
  readonly stages: readonly StageFacts[]
  readonly services: readonly Pick<ServiceStatus, 'service' | 'wanted' | 'state'>[]
  readonly needed: readonly ServiceId[]
  /** Why the containers' engine does not answer, in words; null while it does, or where it is not needed. */
  readonly engineAway: string | null
  /** A file is replayed, or history is made: events arrive as fast as they can. */
  readonly filling: boolean
  readonly windows: readonly WindowFacts[] | null
  readonly deadLetters: readonly DeadLetterFacts[] | null
  readonly freeDiskBytes: number | null
  readonly dataDir: string
  readonly webhooks: readonly WebhookFacts[] | null
}

export function stageOf({ stages }: Pick<AlarmFacts, 'stages'>, id: StageId): StageFacts | undefined {
  return stages.find((stage) => stage.id === id)
}
