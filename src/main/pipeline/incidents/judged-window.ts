import type { TouchAnswer } from '@main/ports/analyser'
import type { DatasetName } from '@shared/model/dataset'
import type { Finding } from '@shared/model/incident'
import type { WindowStart } from '@shared/model/window'

/** What one revision of a window's report says is wrong. */
export interface JudgedWindow {
  readonly dataset: DatasetName
  readonly start: WindowStart
  readonly revision: number
  /** How many event types the window has. */
  readonly types: number
  readonly findings: readonly Finding[]
  /** Who is behind any of the findings of each type; none where nobody could be counted. */
  readonly touched: readonly TypeTouched[]
  /** The newest window of the dataset with a report: this one, or it is a revision of an earlier one. */
  readonly newest: WindowStart
}

export interface TypeTouched extends TouchAnswer {
  readonly type: string | null
}
