import type { Clock } from '@main/ports/clock'
import type { ReplaySpeed } from '@shared/model/replay'

/** How long the first event that is not due yet makes all later ones wait. */
export interface EventTimePace {
  /** Milliseconds until the event is due, at most 0 when it is. Events out of order are due at once. */
  wait(eventTime: number): number
}

/** Lets event time pass `speed` times as fast as the clock, from the first event on. */
export function createEventTimePace(speed: ReplaySpeed, clock: Clock): EventTimePace {
  if (speed === 'max') return { wait: () => 0 }
  let start: { readonly clock: number; readonly event: number } | null = null
  return {
    wait(eventTime) {
      start ??= { clock: clock.elapsed(), event: eventTime }
      return start.clock + (eventTime - start.event) / speed - clock.elapsed()
    },
  }
}
