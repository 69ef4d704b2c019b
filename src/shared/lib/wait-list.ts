/** Loops that wait for something to happen. */
export interface WaitList {
  /** Resolves at the next `wakeAll`, or when the signal aborts; never rejects. */
  wait(signal?: AbortSignal): Promise<void>
  wakeAll(): void
}

export function createWaitList(): WaitList {
  const waiting = new Set<() => void>()
  return {
    async wait(signal) {
      if (signal?.aborted) return
      await new Promise<void>((resolve) => {
        const wake = () => {
          waiting.delete(wake)
          signal?.removeEventListener('abort', wake)
          resolve()
        }
        waiting.add(wake)
        signal?.addEventListener('abort', wake, { once: true })
      })
    },
    wakeAll() {
      for (const wake of [...waiting]) wake()
    },
  }
}
