import type { Clock } from '../clock'

/** A clock whose time passes only while every task sleeps: hours of waiting take no real time, and every run is the same. */
export interface VirtualClock extends Clock {
  /** Lets time pass without waking any task: the machine slept, or its event loop was blocked. */
  skip(ms: number): void
  /** Sets the clock forward or back without letting time pass. */
  set(ms: number): void
}

interface Sleeper {
  readonly until: number
  wake(): void
}

export function createVirtualClock(startMs = Date.UTC(2026, 0, 5, 12)): VirtualClock {
  let now = startMs
  let ahead = 0
  let ticking = false
  const sleepers = new Set<Sleeper>()

  const tick = () => {
    ticking = false
    const next = [...sleepers].reduce<Sleeper | null>((first, s) => (first && first.until <= s.until ? first : s), null)
    if (!next) return
    now = Math.max(now, next.until)
    next.wake()
    schedule()
  }
  const schedule = () => {
    if (ticking || sleepers.size === 0) return
    ticking = true
    setImmediate(tick)
  }
  return {
    now: () => now + ahead,
    elapsed: () => now - startMs,
    set(ms) {
      ahead += ms
    },
    skip(ms) {
      now += ms
    },
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        if (signal.aborted) return resolve()
        const wake = () => {
          sleepers.delete(sleeper)
          signal.removeEventListener('abort', wake)
          resolve()
        }
        const sleeper = { until: now + Math.max(0, ms), wake }
        sleepers.add(sleeper)
        signal.addEventListener('abort', wake, { once: true })
        schedule()
      }),
  }
}
