import { z } from 'zod'
import { zodRecord } from './zod-record'

/** One second of one dataset, as the sink saw it. */
export const LiveSecond = z.object({
  /** Epoch seconds at which the events were logged. */
  second: z.number().int(),
  /** Per event type: the events and errors of that second. */
  types: zodRecord(z.object({ events: z.number().int(), errors: z.number().int() })),
  /** Latency quantiles over all types, milliseconds; null when the dataset has no latency or no events arrived. */
  latency: z.object({ p50: z.number(), p95: z.number(), p99: z.number() }).nullable(),
})
export type LiveSecond = z.infer<typeof LiveSecond>

/** The number of seconds that the live charts show. */
export const LIVE_SECONDS = 300

/** The error rate is computed over this many seconds, so the feed also sends those before the first visible second. */
export const RATE_SECONDS = 10

/** The first item of a live feed has `reset: true` and all seconds; later items have only the changed seconds. */
export const LiveUpdate = z.object({
  reset: z.boolean(),
  seconds: z.array(LiveSecond),
  /** The lag: events of the dataset that are in the log but not stored yet. */
  waiting: z.number().int(),
})
export type LiveUpdate = z.infer<typeof LiveUpdate>
