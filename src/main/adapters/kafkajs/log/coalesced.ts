/**
 * Work that is under way is not started again: whoever asks meanwhile shares the next run, which begins after they asked and so
 * sees whatever they have seen.
 */
export function coalesced(work: () => Promise<void>): () => Promise<void> {
  let current: Promise<void> | undefined
  let next: Promise<void> | undefined
  const start = (): Promise<void> => {
    const run = work().finally(() => {
      if (current === run) current = undefined
    })
    current = run
    return run
  }
  return () => {
    if (!current) return start()
    next ??= current
      .catch(() => undefined)
      .then(() => {
        next = undefined
        return start()
      })
    return next
  }
}
