import type { DatasetName } from '@shared/model/dataset'
import type { Distinct } from '@shared/model/distinct'
import type { Finding } from '@shared/model/incident'
import type { WindowStart } from '@shared/model/window'

/** A finding, and who was touched by it; null where the dataset has no such role, or nobody counted. */
export interface TouchingFinding {
  readonly finding: Finding
  readonly users: Distinct | null
  readonly sessions: Distinct | null
}

/** What one revision of a window's report says is wrong. */
export interface JudgedWindow {
  readonly dataset: DatasetName
  readonly start: WindowStart
  readonly revision: number
  /** How many event types the window has. */
  readonly types: number
  readonly findings: readonly TouchingFinding[]
}
