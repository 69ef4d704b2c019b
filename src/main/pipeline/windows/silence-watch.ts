import { MINUTE_MS } from '@shared/lib/time'
import type { WindowStart } from '@shared/model/window'

/** With more time than this between two checks, the machine slept, or the thread was blocked: events may have been missed. */
const POLL_WITHIN_MS = 15_000
/** Checks are frequent, so there are never more of them; this limits the effect of a clock that jumps. */
const MOST = 10

/** Finds windows that passed while a source was running and this was being called. */
export interface SilenceWatch {
  /** Call this often. Returns whole windows within the watched time that ended before `until`, oldest first. */
  watched(now: number, liveSince: number | null, until: number): WindowStart[]
}

export function createSilenceWatch(): SilenceWatch {
  let checkedAt = Number.NEGATIVE_INFINITY
  let awakeSince = Number.POSITIVE_INFINITY
  return {
    watched(now, liveSince, until) {
      if (now - checkedAt > POLL_WITHIN_MS || now < checkedAt) awakeSince = now
      checkedAt = now
      if (liveSince === null) return []
      const first = Math.ceil(Math.max(liveSince, awakeSince) / MINUTE_MS) * MINUTE_MS
      const end = Math.floor(Math.min(until, now) / MINUTE_MS) * MINUTE_MS
      const count = Math.min(MOST, Math.max(0, (end - first) / MINUTE_MS))
      return Array.from({ length: count }, (_, i) => end - (count - i) * MINUTE_MS)
    },
  }
}
