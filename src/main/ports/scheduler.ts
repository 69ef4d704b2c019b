export interface Schedule {
  /** The next run, epoch ms. */
  next(): number
  stop(): void
}

/**
 * Calls back at fixed times of day. A call may be missed (sleep, a blocked event loop), so it only wakes its loop: the data says what is
 * due.
 */
export interface Scheduler {
  /** Calls back every minute, `offsetMs` after it begins (0–59,999, whole seconds). */
  everyMinute(offsetMs: number, wake: () => void): Schedule
}
