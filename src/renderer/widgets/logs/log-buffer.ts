import type { ServiceLogLine } from '@shared/model/service'

/** Lines kept while they run by; older ones are asked for again when somebody scrolls there. */
export const FOLLOWED_LINES = 3_000
/** Lines kept while somebody reads back. */
export const HELD_LINES = 6_000

export interface LogUpdate {
  readonly reset: boolean
  readonly lines: readonly ServiceLogLine[]
}

/** What is shown of a log: oldest first. */
export interface ShownLog {
  readonly lines: readonly ServiceLogLine[]
  /** Lines that came since reading was paused. */
  readonly waiting: number
  /** Whether there may be older lines than the first one. */
  readonly more: boolean
}

export interface LogBuffer {
  take(update: LogUpdate): void
  /** From here on new lines wait. */
  pause(): void
  /** Shows what waits. False: there is a gap before it, so the log must be read anew. */
  resume(): boolean
  putOlder(page: { readonly items: readonly ServiceLogLine[]; readonly more: boolean }): void
  shown(): ShownLog
}

/** `firstPage`: how many lines the log is asked for at first; fewer than that are all there are. */
export function createLogBuffer(firstPage: number): LogBuffer {
  let lines: readonly ServiceLogLine[] = []
  let waiting: ServiceLogLine[] = []
  let waited = 0
  let paused = false
  let more = false
  /** The newest of the shown lines were let go for older ones, or those that wait do not follow on them. */
  let gap = false
  let fresh = true

  const follow = (added: readonly ServiceLogLine[]) => {
    if (lines.length + added.length > FOLLOWED_LINES) more = true
    lines = [...lines, ...added].slice(-FOLLOWED_LINES)
  }
  const wait = (added: readonly ServiceLogLine[]) => {
    waited += added.length
    waiting.push(...added)
    if (waiting.length <= FOLLOWED_LINES) return
    waiting = waiting.slice(-FOLLOWED_LINES)
    gap = true
  }
  return {
    take(update) {
      if (update.reset && (fresh || !paused)) {
        lines = update.lines.slice(-FOLLOWED_LINES)
        more = update.lines.length >= firstPage
        fresh = false
        waiting = []
        waited = 0
        gap = false
      } else if (!paused) {
        follow(update.lines)
      } else if (update.reset) {
        // The line to main was away: of what is told again, what is newer than all that is known is new.
        const last = (waiting.at(-1) ?? lines.at(-1))?.id ?? -1
        const newer = update.lines.filter(({ id }) => id > last)
        if (newer.length === update.lines.length && newer.length >= firstPage) gap = true
        wait(newer)
      } else {
        wait(update.lines)
      }
    },
    pause() {
      paused = true
    },
    resume() {
      paused = false
      const whole = !gap
      if (whole) follow(waiting)
      else fresh = true
      waiting = []
      waited = 0
      gap = false
      return whole
    },
    putOlder(page) {
      more = page.more
      const all = [...page.items.toReversed(), ...lines]
      if (all.length > HELD_LINES) gap = true
      lines = all.slice(0, HELD_LINES)
    },
    shown: () => ({ lines, waiting: waited, more }),
  }
}
