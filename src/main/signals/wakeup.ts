/** One loop wakes another. A ring that comes while no loop waits is remembered once. */
export interface Wakeup {
  wake(): void
  /** Resolves at the next ring, after `ms`, or on abort; never rejects. */
  wait(ms: number, signal: AbortSignal): Promise<void>
}

export function createWakeup(): Wakeup {
  let rung = false
  let wake: (() => void) | null = null
  return {
    wake() {
      rung = true
      wake?.()
    },
    async wait(ms, signal) {
      if (!rung && !signal.aborted) {
        await new Promise<void>((resolve) => {
          const done = () => {
            clearTimeout(timer)
            signal.removeEventListener('abort', done)
            wake = null
            resolve()
          }
          const timer = setTimeout(done, ms)
          wake = done
          signal.addEventListener('abort', done, { once: true })
        })
      }
      rung = false
    },
  }
}
