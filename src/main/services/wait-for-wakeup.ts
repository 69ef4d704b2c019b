import type { Clock } from '@main/ports/clock'
import type { Wakeup } from '@main/signals/wakeup'
import { LONGEST_TIMER_MS } from '@shared/lib/time'

/** Waits for a wake-up, or until `ms` of the clock's time have passed. */
export async function waitForWakeup(wakeup: Wakeup, clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  const woken = new AbortController()
  const timer = clock.sleep(ms, AbortSignal.any([signal, woken.signal])).then(() => {
    if (!woken.signal.aborted) wakeup.wake()
  })
  await wakeup.wait(LONGEST_TIMER_MS, signal)
  woken.abort()
  await timer
}
