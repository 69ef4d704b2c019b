/** Time, so that tests need not wait for it. */
export interface Clock {
  /** Epoch milliseconds: when something happened. People and time servers set this clock forward and back. */
  now(): number
  /** Milliseconds since some moment: how long something takes, and when it is tried again. It never goes back, and nobody sets it. */
  elapsed(): number
  /** Resolves after `ms`, or on abort; never rejects. */
  sleep(ms: number, signal: AbortSignal): Promise<void>
}
