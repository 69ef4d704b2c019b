import type { Anomaly, Measure } from '@shared/model/anomaly'

/** What a test says about one measure of one type in one window. */
export interface TestResult {
  readonly measure: Measure
  readonly shape: Anomaly['shape']
  readonly p: number
  /** How far the deviation that is looked for lies from what is expected, in standard deviations; null where no test needs to know. */
  readonly reach: number | null
  /** Whether the deviation is large enough to be worth telling, if it is real. */
  readonly matters: boolean
  /** When the deviation began, where the test knows better than "in this window". */
  readonly since?: number
  /** Costs more than the test, so it is asked for only where there is something to tell. */
  describe(): Pick<Anomaly, 'observed' | 'observedRange' | 'expected'>
}

/** The part of the past that counts after one more window, for a half-life in windows. */
export function decay(halfLife: number): number {
  return 2 ** (-1 / halfLife)
}
