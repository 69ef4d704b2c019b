import type { EventLog } from '@main/ports/event-log'
import { z } from 'zod'
import type { ReplayReached } from '../stage'

/** Where a replay stands: everything before `offset` is in the log or among the dead letters. */
export const ReplayPlace = z.object({
  offset: z.number().int(),
  line: z.number().int(),
  events: z.number().int(),
  deadLetters: z.number().int(),
  /** The earliest and the latest event time so far, epoch ms. */
  firstEventTime: z.number().nullable(),
  eventTime: z.number().nullable(),
  done: z.boolean(),
  /** The last line had no ending: what follows it in a file that has grown is the rest of that line. */
  cut: z.boolean().default(false),
})
export type ReplayPlace = z.infer<typeof ReplayPlace>

/** The name under which the log keeps a replay's progress. */
export function replaySource(identity: string): string {
  return `replay:${identity}`
}

export async function readReplayPlace(log: EventLog, identity: string): Promise<ReplayPlace> {
  const kept = await log.progress(replaySource(identity))
  return kept === null ? placeReached(NOT_BEGUN) : ReplayPlace.parse(JSON.parse(kept))
}

export const NOT_BEGUN: ReplayReached = {
  bytesDone: 0,
  lines: 0,
  events: 0,
  deadLetters: 0,
  firstEventTime: null,
  eventTime: null,
}

/** The place that a replay's own news tells. */
export function placeReached({ bytesDone, lines, ...figures }: ReplayReached): ReplayPlace {
  return { ...figures, offset: bytesDone, line: lines, done: false, cut: false }
}

/** Whether a replay has come anywhere yet. */
export function isBegun({ offset, done }: ReplayPlace): boolean {
  return offset > 0 || done
}
