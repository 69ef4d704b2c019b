import type { Clock } from '@main/ports/clock'
import type { Feed } from '@main/signals/feed'

/** A signal that never aborts, for calls without one. */
export const NEVER = new AbortController().signal

/** Follows a feed, with at least `everyMs` between two items. */
export async function* throttled<T>(feed: Feed<T>, clock: Clock, everyMs: number, signal = NEVER) {
  for await (const value of feed.follow(signal)) {
    yield value
    await clock.sleep(everyMs, signal)
  }
}

/** The value at once, then again whenever it has changed. */
export async function* polled<T>(ask: () => Promise<T>, clock: Clock, everyMs: number, signal = NEVER) {
  let before = ''
  while (!signal.aborted) {
    const value = await ask()
    const text = JSON.stringify(value)
    if (text !== before) yield value
    before = text
    await clock.sleep(everyMs, signal)
  }
}
