import type { TypeState } from './state'
import type { TestResult } from './test-result'
import type { SeenType } from './type-tests'

/** A type, what is known of it, and what the window shows of it. */
export interface Followed {
  readonly type: string | null
  readonly state: TypeState
  readonly seen: SeenType
}

export interface Candidate extends Followed {
  readonly finding: TestResult
}
