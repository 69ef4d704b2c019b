import { LIVE_SECONDS, type LiveSecond, type LiveUpdate, RATE_SECONDS } from '@shared/model/live-second'

/** The last minutes of one dataset, by second. */
export interface LiveHistory {
  readonly seconds: ReadonlyMap<number, LiveSecond>
  /** The newest second; null while there is none. */
  readonly newest: number | null
  /** When `newest` arrived, epoch ms of this machine. */
  readonly newestAt: number
  /** Since when events in the log wait to be stored, epoch ms of this machine; null while none wait. */
  readonly waitingSince: number | null
}

/** Applies an update, and drops seconds that not even the oldest error rate on screen needs. */
export function updateHistory(history: LiveHistory | null, update: LiveUpdate, now: number): LiveHistory {
  const seconds = new Map(update.reset || !history ? [] : history.seconds)
  for (const second of update.seconds) seconds.set(second.second, second)
  const newest = seconds.size === 0 ? null : Math.max(...seconds.keys())
  for (const second of seconds.keys()) if (second <= (newest ?? 0) - LIVE_SECONDS - RATE_SECONDS) seconds.delete(second)
  // The data of a reset may be minutes old; later updates are recent.
  const began = newest === null ? now : Math.min(now, (newest + 1) * 1_000)
  const known = history !== null && !update.reset
  const newestAt = known && history.newest === newest ? history.newestAt : update.reset ? began : now
  const waitingSince = update.waiting === 0 ? null : known ? (history.waitingSince ?? now) : began
  return { seconds, newest, newestAt, waitingSince }
}

/**
 * Only after this long without events does this machine's clock count; until then, main's clock does, which stamps the seconds.
 */
const SILENCE_MS = 2_500
/** A running sink stores events within this time. */
const SOON_MS = 5_000

/**
 * The last second to show; null while there is none. The newest second is still filling, so it is the one before. When no events
 * come any more, later seconds are empty. When events come and are not stored, the contents of later seconds are unknown, and
 * none is shown.
 */
export function lastWholeSecond(history: LiveHistory, now: number): number | null {
  const { newest, newestAt } = history
  if (newest === null) return null
  const silence = now - newestAt
  if (silence < SILENCE_MS) return newest - 1
  return behindMs(history, now) > 0 ? newest : newest + Math.floor((silence - SILENCE_MS) / 1_000)
}

/** How far the chart is behind the log, ms; 0 while the sink keeps up. */
export function behindMs({ newest, newestAt, waitingSince }: LiveHistory, now: number): number {
  if (newest === null || waitingSince === null) return 0
  const age = now - (newest + 1) * 1_000
  const catchesUp = now - newestAt < SILENCE_MS
  // While the sink stores nothing, the log was empty until the first waiting event.
  const behind = catchesUp ? age : Math.min(age, now - waitingSince)
  return behind > SOON_MS ? behind : 0
}
