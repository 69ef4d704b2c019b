import type { Anomaly, Measure } from '@shared/model/anomaly'

/** The result of one test of one measure of one type in one window. */
export interface TestResult {
  readonly measure: Measure
  readonly shape: Anomaly['shape']
  readonly p: number
  /** The distance of the target deviation from the expected value, in standard deviations; null when no test needs it. */
  readonly reach: number | null
  /** Whether the deviation, if real, is large enough to report. */
  readonly matters: boolean
  /** The start of the deviation, if the test knows better than "in this window". */
  readonly since?: number
  /** Costs more than the test, so it is only called for reported results. */
  describe(): Pick<Anomaly, 'observed' | 'observedRange' | 'expected'>
}
