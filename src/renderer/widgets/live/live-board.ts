import { LIVE_SECONDS, type LiveSecond, type LiveUpdate, RATE_SECONDS } from '@shared/model/live'

/** The last minutes of one dataset, by second. */
export interface LiveBoard {
  readonly seconds: ReadonlyMap<number, LiveSecond>
  /** The newest second there is, null while there is none. */
  readonly newest: number | null
  /** When `newest` came, epoch ms of this machine. */
  readonly newestAt: number
  /** Since when events of the log wait to be stored, epoch ms of this machine; null while none does. */
  readonly waitingSince: number | null
}

/** Applies an update. Seconds that not even the oldest error rate on screen needs are let go. */
export function updateBoard(board: LiveBoard | null, update: LiveUpdate, now: number): LiveBoard {
  const seconds = new Map(update.reset || !board ? [] : board.seconds)
  for (const second of update.seconds) seconds.set(second.second, second)
  const newest = seconds.size === 0 ? null : Math.max(...seconds.keys())
  for (const second of seconds.keys()) if (second <= (newest ?? 0) - LIVE_SECONDS - RATE_SECONDS) seconds.delete(second)
  // What a reset brings may be minutes old; later updates bring what has just happened.
  const began = newest === null ? now : Math.min(now, (newest + 1) * 1_000)
  const known = board !== null && !update.reset
  const newestAt = known && board.newest === newest ? board.newestAt : update.reset ? began : now
  const waitingSince = update.waiting === 0 ? null : known ? (board.waitingSince ?? now) : began
  return { seconds, newest, newestAt, waitingSince }
}

/** Until nothing has come for this long, the clock of main, which stamps the seconds, is the only one that counts. */
const SILENCE_MS = 2_500
/** A sink that works stores what comes within this time. */
const SOON_MS = 5_000

/**
 * The last second to show, null while there is none. The newest second still fills, so it is the one before. When nothing comes any
 * more, later seconds are empty; when what comes is not stored, nobody knows what is in them, and none is shown.
 */
export function lastWholeSecond(board: LiveBoard, now: number): number | null {
  const { newest, newestAt } = board
  if (newest === null) return null
  const silence = now - newestAt
  if (silence < SILENCE_MS) return newest - 1
  return behindMs(board, now) > 0 ? newest : newest + Math.floor((silence - SILENCE_MS) / 1_000)
}

/** How far what is shown lies behind what the log holds; 0 while the sink keeps up. */
export function behindMs({ newest, newestAt, waitingSince }: LiveBoard, now: number): number {
  if (newest === null || waitingSince === null) return 0
  const age = now - (newest + 1) * 1_000
  const catchesUp = now - newestAt < SILENCE_MS
  // Without a sink that moves, the log was empty until the first event that waits.
  const behind = catchesUp ? age : Math.min(age, now - waitingSince)
  return behind > SOON_MS ? behind : 0
}
