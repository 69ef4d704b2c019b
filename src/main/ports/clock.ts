/** Time, as a port, so that tests do not wait. */
export interface Clock {
  /** Epoch milliseconds: when something happened. People and time servers can set this clock forward or back. */
  now(): number
  /** Milliseconds since an arbitrary moment, for durations and retries. Monotonic: it never jumps or goes back. */
  elapsed(): number
  /** Resolves after `ms`, or on abort; never rejects. */
  sleep(ms: number, signal: AbortSignal): Promise<void>
}
