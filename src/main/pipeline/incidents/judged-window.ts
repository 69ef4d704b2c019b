import type { AffectedCounts } from '@main/ports/extract-reader'
import type { DatasetName } from '@shared/model/dataset'
import type { Finding } from '@shared/model/incident'
import type { WindowStart } from '@shared/model/window'

/** The findings of one revision of a window's report. */
export interface JudgedWindow {
  readonly dataset: DatasetName
  readonly start: WindowStart
  readonly revision: number
  /** The number of event types in the window. */
  readonly types: number
  readonly findings: readonly Finding[]
  /** The users and sessions behind the findings of each type; empty if they could not be counted. */
  readonly touched: readonly TypeAffected[]
  /** The newest window of the dataset with a report: this one, unless this is a revision of an earlier one. */
  readonly newest: WindowStart
}

export interface TypeAffected extends AffectedCounts {
  readonly type: string | null
}
