import { z } from 'zod'
import { recordOf } from './record-of'

/** One second of one dataset, as the sink saw it. */
export const LiveSecond = z.object({
  /** Epoch seconds at which the events were logged. */
  second: z.number().int(),
  /** Per event type: events and errors in that second. */
  types: recordOf(z.object({ events: z.number().int(), errors: z.number().int() })),
  /** Latency quantiles over all types, milliseconds; null when the dataset has none or nothing came. */
  latency: z.object({ p50: z.number(), p95: z.number(), p99: z.number() }).nullable(),
})
export type LiveSecond = z.infer<typeof LiveSecond>

/** How many seconds the live charts show. */
export const LIVE_SECONDS = 300

/** An error rate is counted over this many seconds, so those before the first one shown are needed too. */
export const RATE_SECONDS = 10

/** The first item of a live feed has `reset: true` and all seconds; later items only those that changed. */
export const LiveUpdate = z.object({
  reset: z.boolean(),
  seconds: z.array(LiveSecond),
  /** Events of the dataset in the log that are not stored yet. */
  waiting: z.number().int(),
})
export type LiveUpdate = z.infer<typeof LiveUpdate>
