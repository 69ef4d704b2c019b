import type { ServiceLogLine } from '@shared/model/service'

/** The number of lines kept while following; older lines are loaded again when the user scrolls there. */
export const FOLLOWED_LINES = 3_000
/** The number of lines kept while the user reads back. */
export const HELD_LINES = 6_000

export interface LogUpdate {
  readonly reset: boolean
  readonly lines: readonly ServiceLogLine[]
}

/** The shown lines of a log, oldest first. */
export interface ShownLog {
  readonly lines: readonly ServiceLogLine[]
  /** Lines that came since reading was paused. */
  readonly waiting: number
  /** Whether there may be older lines than the first one. */
  readonly more: boolean
}

export interface LogBuffer {
  take(update: LogUpdate): void
  /** From now on, new lines wait. */
  pause(): void
  /** Shows the waiting lines. Returns false when there is a gap before them, so the log must be loaded again. */
  resume(): boolean
  putOlder(page: { readonly items: readonly ServiceLogLine[]; readonly more: boolean }): void
  shown(): ShownLog
}

/** `firstPage`: the number of lines in the first request; a shorter answer has all lines of the log. */
export function createLogBuffer(firstPage: number): LogBuffer {
  let lines: readonly ServiceLogLine[] = []
  let waiting: ServiceLogLine[] = []
  let waited = 0
  let paused = false
  let more = false
  /** The newest of the shown lines were dropped for older ones, or the waiting lines do not follow directly after them. */
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
        // The connection to main was lost and the log is sent again: only lines newer than all known ones are new.
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
