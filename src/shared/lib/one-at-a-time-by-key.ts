/** Work with the same key runs one piece after the other, in the order of the calls; other keys do not wait. */
export interface OneAtATimeByKey {
  /** Returns the result of `work`; null when the signal aborted before its turn. */
  run<T>(key: string, signal: AbortSignal, work: () => Promise<T>): Promise<T | null>
}

export function createOneAtATimeByKey(): OneAtATimeByKey {
  const lasts = new Map<string, Promise<void>>()
  return {
    async run(key, signal, work) {
      const before = lasts.get(key) ?? Promise.resolve()
      const { promise: mine, resolve: end } = Promise.withResolvers<void>()
      // A cancelled turn does not let the next one overtake those before it.
      const last = before.then(() => mine)
      lasts.set(key, last)
      try {
        await Promise.race([before, aborted(signal)])
        return signal.aborted ? null : await work()
      } finally {
        end()
        if (lasts.get(key) === last) lasts.delete(key)
      }
    },
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
}
