import { MINUTE_MS } from '@shared/lib/time'
import { z } from 'zod'
import { Fault } from './fault'
import { WindowStart } from './window'

/** The number of minutes that are made on request: twice what the detector needs to know what is normal. */
export const HISTORY_MINUTES = 30
export const HISTORY_MS = HISTORY_MINUTES * MINUTE_MS

/** Events a second, at most: 30 minutes of them are made in seconds. */
export const HISTORY_RATE = 300

/** `running` → `finishing` (its windows close) → `done`. A cancelled or failed one continues where it stopped when it is requested again. */
export const HistoryState = z.enum(['running', 'finishing', 'done', 'cancelled', 'failed'])
export type HistoryState = z.infer<typeof HistoryState>

/** Events of the simulator with earlier times: the windows `[from, to)` before the first one of this data directory. */
export const HistoryJob = z.object({
  state: HistoryState,
  from: WindowStart,
  to: WindowStart,
  /** Events a second of event time. */
  rate: z.number(),
  events: z.number(),
  /** The event time up to which all events are in the log, epoch ms. */
  reached: z.number(),
  /** When it was requested first. The live windows up to then may have another rate. */
  startedAt: z.number(),
  fault: Fault.nullable(),
})
export type HistoryJob = z.infer<typeof HistoryJob>

export const History = z.object({
  /** The job of this data directory; null while none was requested. */
  job: HistoryJob.nullable(),
  /** Why it cannot be requested now; null when it can. */
  refused: Fault.nullable(),
})
export type History = z.infer<typeof History>
