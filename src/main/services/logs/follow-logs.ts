import type { Clock } from '@main/ports/clock'
import type { ServiceLogs } from '@main/ports/service-logs'
import type { ServiceLogFilter, ServiceLogLine } from '@shared/model/service'

/** People cannot read faster updates. */
const TELL_MS = 200
/** The most characters a follower gets in that time. More characters delay the next item. */
const TELL_CHARACTERS = 500_000

export interface LogUpdate {
  readonly reset: boolean
  readonly lines: ServiceLogLine[]
}

/**
 * The newest `limit` lines, then each new line. A follower that falls behind, because more than `limit` lines arrive between two items or
 * because lines were removed, gets the newest lines again with `reset`: no gap is hidden, and memory stays bounded.
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
