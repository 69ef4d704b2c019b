import type { Clock } from '@main/ports/clock'
import type { Bell } from '@main/signals/bell'

/** The longest that a timer of the platform takes. */
const FOR_EVER = 2 ** 31 - 1

/** Waits for a ring, or until `ms` of the clock's time have passed. */
export async function waitFor(bell: Bell, clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  const woken = new AbortController()
  const timer = clock.sleep(ms, AbortSignal.any([signal, woken.signal])).then(() => {
    if (!woken.signal.aborted) bell.ring()
  })
  await bell.wait(FOR_EVER, signal)
  woken.abort()
  await timer
}
