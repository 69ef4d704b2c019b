import type { TypeState } from './state'
import type { TestResult } from './test-result'
import type { SeenType } from './type-tests'

/** A type, its baseline, and its values in the window. */
export interface Followed {
  readonly type: string | null
  readonly state: TypeState
  readonly seen: SeenType
}

export interface Candidate extends Followed {
  readonly finding: TestResult
}
