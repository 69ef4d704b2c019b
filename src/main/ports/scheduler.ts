export interface Schedule {
  /** The next time it rings, epoch ms. */
  next(): number
  stop(): void
}

/** Rings at fixed times of day. A ring may be missed (sleep, a blocked loop): it only wakes, what is due follows from data. */
export interface Scheduler {
  /** Rings every minute, `offsetMs` after it began (0–59,999, whole seconds). */
  everyMinute(offsetMs: number, ring: () => void): Schedule
}
