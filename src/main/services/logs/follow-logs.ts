import type { Clock } from '@main/ports/clock'
import type { ServiceLogs } from '@main/ports/service-logs'
import type { ServiceLogFilter, ServiceLogLine } from '@shared/model/service'

/** More often nobody can read. */
const TELL_MS = 200
/** Characters a follower is sent in that time. More make the next item wait longer. */
const TELL_CHARACTERS = 500_000

export interface LogUpdate {
  readonly reset: boolean
  readonly lines: ServiceLogLine[]
}

/**
 * The newest `limit` lines, then each new one. A follower that cannot keep up, because more come than `limit` in the time between two
 * items or because their files made room, gets the newest again with `reset`: nothing in between is left out unsaid, and nothing
 * piles up.
 */
export async function* followLogs(
  logs: ServiceLogs,
  clock: Clock,
  { limit, ...filter }: ServiceLogFilter & { readonly limit: number },
  signal: AbortSignal,
): AsyncGenerator<LogUpdate, void, undefined> {
  let at = logs.end
  const newest = async (): Promise<LogUpdate> => {
    at = logs.end
    return { reset: true, lines: (await logs.newest({ ...filter, limit, before: at + 1 })).reverse() }
  }
  for (let next: LogUpdate | null = await newest(); !signal.aborted; ) {
    if (next.reset || next.lines.length > 0) yield next
    const characters = next.lines.reduce((sum, { text }) => sum + text.length, 0)
    await clock.sleep(TELL_MS * Math.max(1, characters / TELL_CHARACTERS), signal)
    await logs.waitForLines(at, signal)
    if (signal.aborted) return
    const { lines, through, missed } = await logs.after(at, { ...filter, limit: limit + 1 })
    at = through
    next = lines.length > limit || missed.length > 0 ? await newest() : { reset: false, lines: [...lines] }
  }
}
