import { MINUTE_MS } from '@shared/lib/time'
import type { Measure } from '@shared/model/anomaly'
import { NEW_LEVEL_AFTER } from '@shared/model/incident'

/** Units are windows; docs/detection.md explains every default. */
export interface DetectorConfig {
  /** Windows of a type that must be seen before it is judged. */
  readonly warmUp: number
  /** A deviation over more windows than this is a new level: the type's other measures are learnt again meanwhile. */
  readonly lastingAfter: number
  /** An incident continues over this many unremarkable windows. */
  readonly bridge: number
  /**
   * Each measure's share of the level of Benjamini and Hochberg's procedure over the tests of one window. Errors get most:
   * relevant changes of volume and latency are unlikely enough to pass with a small share.
   */
  readonly levels: Readonly<Record<Measure, number>>
  /** At this p-value the change is certain, so a smaller change is worth reporting (`sureFactor`). */
  readonly beyondDoubt: number
  readonly errors: {
    readonly halfLife: number
    /** Windows are pooled, up to `maxPool`, until they hold this many events. */
    readonly minEvents: number
    readonly maxPool: number
    /** Smallest deviation worth reporting: a factor, and a difference of rates. Both must be reached. */
    readonly minFactor: number
    readonly minDifference: number
    /** The rise that the level is distributed for: as many of these rises as possible are found in their first window. */
    readonly soughtDifference: number
  }
  readonly drift: {
    /** The drift to detect, as a factor on the error rate. */
    readonly factor: number
    /** exp(threshold) is a lower bound for the average number of windows between two false alarms of one type. */
    readonly threshold: number
    /** The number of errors that the baseline must include. */
    readonly minErrors: number
    readonly minDifference: number
  }
  readonly volume: {
    readonly halfLife: number
    readonly dispersionHalfLife: number
    readonly minFactor: number
    /** Expected events for a fall, observed events for a rise. */
    readonly minExpected: number
    readonly minObserved: number
    /** After a gap this long, ms, the volume is learnt again from the start. */
    readonly forgetAfterMs: number
  }
  readonly latency: {
    readonly history: number
    readonly minEvents: number
    readonly minFactor: number
    readonly sureFactor: number
  }
}

export const DEFAULT_DETECTOR: DetectorConfig = {
  warmUp: 15,
  lastingAfter: NEW_LEVEL_AFTER,
  bridge: 3,
  levels: { 'error-rate': 0.0004, volume: 0.00003, latency: 0.00002 },
  beyondDoubt: 1e-8,
  errors: {
    halfLife: 240,
    minEvents: 100,
    maxPool: 10,
    minFactor: 1.5,
    minDifference: 0.02,
    soughtDifference: 0.08,
  },
  drift: { factor: 1.3, threshold: 12, minErrors: 300, minDifference: 0.005 },
  volume: {
    halfLife: 15,
    dispersionHalfLife: 60,
    minFactor: 1.5,
    minExpected: 10,
    minObserved: 20,
    forgetAfterMs: 180 * MINUTE_MS,
  },
  latency: { history: 60, minEvents: 200, minFactor: 1.5, sureFactor: 1.25 },
}
