import type { Rate } from '@shared/model/settings'
import { createRandoms, type Random } from './random-streams'

/** The source catches up on at most this much missed time (sleep, a blocked loop, a full log): no burst after a pause. */
const CATCH_UP_MS = 1_000

export interface PacerOptions {
  readonly rate: Rate
  /** A factor on the rate at a time; 1 on average. */
  readonly rhythm: (atMs: number) => number
  readonly startMs: number
  readonly seed: number
}

/** Returns how many events are due, and their times. */
export interface Pacer {
  /**
   * The times of the events due since the last call: ascending, whole milliseconds, none after `nowMs` or before the last time of
   * an earlier call. Returns at most `limit`, and the rest at the next call. At rate `max`: `limit` times `nowMs`.
   */
  due(nowMs: number, limit: number): number[]
  setRate(rate: Rate, rhythm: (atMs: number) => number): void
  /** Skips the time until now: no events are due for it. */
  skipTo(nowMs: number): void
}

export function createPacer(options: PacerOptions): Pacer {
  const [random] = createRandoms(options.seed, PACING, 1) as [Random]
  let { rate, rhythm, startMs: from } = options
  // The fraction of an event that was left over, 0 to 1.
  let owed = 0

  return {
    due(nowMs, limit) {
      // Otherwise a clock that was set back would stop the source until the clock has caught up.
      if (nowMs < from - CATCH_UP_MS) from = nowMs
      if (rate === 'max') {
        const at = Math.max(from, nowMs)
        from = at
        return nowMs < from ? [] : new Array<number>(limit).fill(at)
      }
      if (nowMs <= from) return []
      from = Math.max(from, nowMs - CATCH_UP_MS)
      const perMs = (rate * rhythm(nowMs)) / 1_000
      const due = owed + (nowMs - from) * perMs
      const count = Math.min(Math.floor(due), limit)
      const to = count < Math.floor(due) ? from + (count - owed) / perMs : nowMs
      // Evenly spread: each event at a random time within its own part of the interval.
      const part = (to - from) / count
      const start = from
      const times = Array.from({ length: count }, (_, i) => Math.floor(start + (i + random.next()) * part))
      owed = count < Math.floor(due) ? 0 : due - count
      from = to
      return times
    },
    setRate(newRate, newRhythm) {
      rate = newRate
      rhythm = newRhythm
    },
    skipTo(nowMs) {
      from = nowMs
    },
  }
}

/** Pacing uses a random stream that no run uses. */
const PACING = -2
