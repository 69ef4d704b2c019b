/** Time, so that tests need not wait for it. Epoch milliseconds. */
export interface Clock {
  now(): number
  /** Resolves after `ms`, or on abort; never rejects. */
  sleep(ms: number, signal: AbortSignal): Promise<void>
}
