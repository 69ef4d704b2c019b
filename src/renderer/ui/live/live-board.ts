import { LIVE_SECONDS, type LiveSecond, type LiveUpdate } from '@shared/model/live'
import { RATE_SECONDS } from './live-rows'

/** The last minutes of one dataset, by second. */
export interface LiveBoard {
  readonly seconds: ReadonlyMap<number, LiveSecond>
  /** The newest second there is, null while there is none. */
  readonly newest: number | null
  /** When `newest` came, epoch ms of this machine. */
  readonly newestAt: number
}

/** What was known and an update make what is known now. Seconds leave when the oldest error rate on screen needs them no more. */
export function updateBoard(board: LiveBoard | null, update: LiveUpdate, now: number): LiveBoard {
  const seconds = new Map(update.reset || !board ? [] : board.seconds)
  for (const second of update.seconds) seconds.set(second.second, second)
  const newest = seconds.size === 0 ? null : Math.max(...seconds.keys())
  if (newest === null) return { seconds, newest, newestAt: now }
  for (const second of seconds.keys()) if (second <= newest - LIVE_SECONDS - RATE_SECONDS) seconds.delete(second)
  if (board && !update.reset && board.newest === newest) return { seconds, newest, newestAt: board.newestAt }
  // What a reset brings may be minutes old; later updates bring what has just happened.
  const newestAt = update.reset ? Math.min(now, (newest + 1) * 1_000) : now
  return { seconds, newest, newestAt }
}

/** Until nothing has come for this long, the clock of main, which stamps the seconds, is the only one that counts. */
const SILENCE_MS = 2_500

/**
 * The last second that is over, null while there is none. The newest second still fills, so it is the one before; when
 * nothing comes any more, time goes on all the same.
 */
export function lastWholeSecond({ newest, newestAt }: LiveBoard, now: number): number | null {
  if (newest === null) return null
  const silence = now - newestAt
  return silence < SILENCE_MS ? newest - 1 : newest + Math.floor((silence - SILENCE_MS) / 1_000)
}
