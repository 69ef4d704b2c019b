import { z } from 'zod'
import { WindowStart } from './window'

export const Measure = z.enum(['error-rate', 'volume', 'latency'])
export type Measure = z.infer<typeof Measure>

/** The range that holds the value in 95 of 100 windows if nothing has changed, and its middle. */
export const Expected = z.object({ value: z.number(), low: z.number(), high: z.number() })
export type Expected = z.infer<typeof Expected>

/**
 * The rows and people that an anomaly affects: for an error rate the failed events, for latency the events slower than expected, for volume
 * all events of the type. Users and sessions are distinct counts, exact up to a thousand and within a few percent above; null when the
 * dataset has no such role.
 */
export const Affected = z.object({
  events: z.number().int(),
  users: z.number().int().nullable(),
  sessions: z.number().int().nullable(),
})
export type Affected = z.infer<typeof Affected>

/** A change in one event type in one window that chance does not explain. */
export const Anomaly = z.object({
  /** Null: all types together. */
  type: z.string().nullable(),
  /** `error-rate` is a fraction from 0 to 1, `volume` is events per minute, `latency` is the p95 in milliseconds. */
  measure: Measure,
  /** `jump`: this window alone deviates · `drift`: many windows together deviate. */
  shape: z.enum(['jump', 'drift']),
  observed: z.number(),
  /** The range that holds the true rate with 95 % probability (Jeffreys); null for counts and latencies. */
  observedRange: z.object({ low: z.number(), high: z.number() }).nullable(),
  /** The range that 95 of 100 windows would stay in if nothing had changed. */
  expected: Expected,
  /** The probability of a value this far off, or further, in a window when nothing has changed; at least 1e-16. */
  pValue: z.number(),
  /** The first window of the current deviation. */
  since: WindowStart,
  /** The codes behind the errors above the expected number, largest part first. */
  errorCodesThatGrew: z.array(z.string()),
  sentence: z.string(),
  /** Null when it was not counted. */
  touched: Affected.nullable().default(null),
})
export type Anomaly = z.infer<typeof Anomaly>

/** Whether the detector was able to judge the window. */
export const Detection = z.object({
  /** `off`: the report was made without a detector · `learning`: not enough windows seen yet. */
  state: z.enum(['off', 'learning', 'watching']),
  /** Text for the user. */
  note: z.string(),
})
export type Detection = z.infer<typeof Detection>

/** One measure of one type in one window, and the range expected before the window was seen. */
export const BandPoint = z.object({
  start: WindowStart,
  /** Null when the window has nothing to measure: no events of the type, or no latencies. */
  observed: z.number().nullable(),
  /** Null while there are too few windows to compare with. */
  expected: Expected.nullable(),
  anomalous: z.boolean(),
})
export type BandPoint = z.infer<typeof BandPoint>

/** The points of one type, oldest first; a window that was not judged has no point. */
export const BandSeries = z.object({
  /** Null: all types together. */
  type: z.string().nullable(),
  points: z.array(BandPoint),
})
export type BandSeries = z.infer<typeof BandSeries>
