export const FIRST_PAUSE_MS = 250
const LONGEST_PAUSE_MS = 5_000

export function nextPause(ms: number): number {
  return Math.min(ms * 2, LONGEST_PAUSE_MS)
}

/** Resolves after `ms`, or at once when the signal aborts. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, ms)
    signal.addEventListener('abort', done, { once: true })
    if (signal.aborted) done()
  })
}
