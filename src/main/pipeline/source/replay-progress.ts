import type { EventLog } from '@main/ports/event-log'
import { LogFormat } from '@shared/model/log-format'
import { z } from 'zod'
import type { ReplayReached } from '../stage'

/** The position of a replay: everything before `offset` is in the log or among the dead letters. */
export const ReplayPosition = z.object({
  offset: z.number().int(),
  line: z.number().int(),
  events: z.number().int(),
  deadLetters: z.number().int(),
  /** The earliest and the latest event time so far, epoch ms. */
  firstEventTime: z.number().nullable(),
  eventTime: z.number().nullable(),
  done: z.boolean(),
  /** The last line had no ending: in a file that has grown, the next bytes are the rest of that line. */
  cut: z.boolean().default(false),
  /** The format of the lines; null before the first line, and in the progress of older versions. */
  format: LogFormat.nullable().default(null),
  /** The last line that names columns, in formats that have such lines. */
  header: z.string().nullable().default(null),
})
export type ReplayPosition = z.infer<typeof ReplayPosition>

/** The name under which the log keeps a replay's progress. */
export function replaySource(identity: string): string {
  return `replay:${identity}`
}

export async function readReplayPosition(log: EventLog, identity: string): Promise<ReplayPosition> {
  const kept = await log.progress(replaySource(identity))
  return kept === null ? positionReached(NOT_BEGUN, null) : ReplayPosition.parse(JSON.parse(kept))
}

export const NOT_BEGUN: ReplayReached = {
  bytesDone: 0,
  lines: 0,
  events: 0,
  deadLetters: 0,
  firstEventTime: null,
  eventTime: null,
}

/** The position in a replay's own news. */
export function positionReached(
  { bytesDone, lines, ...figures }: ReplayReached,
  format: LogFormat | null,
): ReplayPosition {
  return { ...figures, offset: bytesDone, line: lines, done: false, cut: false, format, header: null }
}

/** Whether a replay has made any progress yet. */
export function isBegun({ offset, done }: ReplayPosition): boolean {
  return offset > 0 || done
}
