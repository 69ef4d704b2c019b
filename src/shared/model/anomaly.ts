import { z } from 'zod'
import { WindowStart } from './window'

export const Measure = z.enum(['error-rate', 'volume', 'latency'])
export type Measure = z.infer<typeof Measure>

/** Where a value lies in 95 of 100 windows if nothing has changed, and its middle. */
export const Expected = z.object({ value: z.number(), low: z.number(), high: z.number() })
export type Expected = z.infer<typeof Expected>

/**
 * Whom an anomaly befell: of an error rate the failed events, of latency those slower than expected, of volume all of the type.
 * Users and sessions are distinct ones, exact up to a thousand and within some percent above; null where the dataset has no such role.
 */
export const Touched = z.object({
  events: z.number().int(),
  users: z.number().int().nullable(),
  sessions: z.number().int().nullable(),
})
export type Touched = z.infer<typeof Touched>

/** What one window shows of one event type that chance does not explain. */
export const Anomaly = z.object({
  /** Null: all types together. */
  type: z.string().nullable(),
  /** `error-rate` is a share, `volume` events a minute, `latency` the p95 in milliseconds. */
  measure: Measure,
  /** `jump`: this window alone stands out · `drift`: many windows together do. */
  shape: z.enum(['jump', 'drift']),
  observed: z.number(),
  /** Where the true rate lies with 95 % probability (Jeffreys); null for counts and latencies. */
  observedRange: z.object({ low: z.number(), high: z.number() }).nullable(),
  /** What 95 of 100 windows would show if nothing had changed. */
  expected: Expected,
  /** How likely it is to see this or worse in a window when nothing has changed; at least 1e-16. */
  pValue: z.number(),
  /** The first window of the present deviation. */
  since: WindowStart,
  /** Codes that account for the errors beyond what was expected, the greatest part first. */
  errorCodesThatGrew: z.array(z.string()),
  sentence: z.string(),
  /** Null where it was not counted. */
  touched: Touched.nullable().default(null),
})
export type Anomaly = z.infer<typeof Anomaly>

/** How far the detector was able to judge the window. */
export const Detection = z.object({
  /** `off`: the report was made without a detector · `learning`: not enough windows seen yet. */
  state: z.enum(['off', 'learning', 'watching']),
  /** In words. */
  note: z.string(),
})
export type Detection = z.infer<typeof Detection>

/** One measure of one type in one window, against what was expected of it before the window was seen. */
export const BandPoint = z.object({
  start: WindowStart,
  /** Null where the window has nothing to measure: no events of the type, or no latencies. */
  observed: z.number().nullable(),
  /** Null while there is too little to compare with. */
  expected: Expected.nullable(),
  anomalous: z.boolean(),
})
export type BandPoint = z.infer<typeof BandPoint>

/** The points of one type, oldest first; a window that was not judged has none. */
export const BandSeries = z.object({
  /** Null: all types together. */
  type: z.string().nullable(),
  points: z.array(BandPoint),
})
export type BandSeries = z.infer<typeof BandSeries>
