/** Background work of the session: failures are logged, and `ended` waits for all of it. */
export interface BackgroundTasks {
  add(work: Promise<void>): void
  ended(): Promise<void>
}

export function createBackgroundTasks(logLine: (name: string, line: string) => void): BackgroundTasks {
  const running = new Set<Promise<void>>()
  return {
    add(work) {
      const done = work.catch((error: unknown) => logLine('app', String(error))).finally(() => running.delete(done))
      running.add(done)
    },
    async ended() {
      await Promise.all(running)
    },
  }
}
