import type { EventLog } from '@main/ports/event-log'
import { z } from 'zod'

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

const BEGINNING: ReplayPlace = {
  offset: 0,
  line: 0,
  events: 0,
  deadLetters: 0,
  firstEventTime: null,
  eventTime: null,
  done: false,
  cut: false,
}

/** The name under which the log keeps a replay's progress. */
export function replaySource(identity: string): string {
  return `replay:${identity}`
}

export async function readReplayPlace(log: EventLog, identity: string): Promise<ReplayPlace> {
  const kept = await log.progress(replaySource(identity))
  return kept === null ? BEGINNING : ReplayPlace.parse(JSON.parse(kept))
}

/** Whether a replay has come anywhere yet. */
export function isBegun({ offset, done }: ReplayPlace): boolean {
  return offset > 0 || done
}
