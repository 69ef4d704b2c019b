import { z } from 'zod'
import { WindowStart } from './window'

export const Measure = z.enum(['error-rate', 'volume', 'latency'])
export type Measure = z.infer<typeof Measure>

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
  expected: z.object({ value: z.number(), low: z.number(), high: z.number() }),
  /** How likely it is to see this or worse in a window when nothing has changed; at least 1e-16. */
  pValue: z.number(),
  /** The first window of the present deviation. */
  since: WindowStart,
  /** Codes that account for the errors beyond what was expected, the greatest part first. */
  errorCodesThatGrew: z.array(z.string()),
  sentence: z.string(),
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
