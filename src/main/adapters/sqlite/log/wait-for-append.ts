import { setTimeout as sleep } from 'node:timers/promises'
import type { Database } from '../database'

const POLL_MS = 15

export interface AppendWatch {
  /** Call it before a topic is read: records appended from now on count as new. */
  noteRead(topic: number): void
  wait(ms: number, signal: AbortSignal): Promise<void>
}

/** Polls, because SQLite does not report writes of other threads; a poll takes a few microseconds. */
export function watchAppends(database: Database): AppendWatch {
  const appendedOf = database.prepare<{ appended: number }>('SELECT appended FROM topic WHERE id = ?')
  const appended = database.prepare<{ id: number; appended: number }>('SELECT id, appended FROM topic')
  const seen = new Map<number, number>()

  /** A topic that was never read here counts from its first poll on. */
  const isNew = (known: Map<number, number>): boolean => {
    let found = false
    for (const { id, appended: now } of appended.all()) {
      if (!known.has(id)) known.set(id, now)
      if (known.get(id) !== now) found = true
    }
    return found
  }

  return {
    noteRead(topic) {
      seen.set(topic, appendedOf.get(topic)?.appended ?? 0)
    },
    async wait(ms, signal) {
      const known = new Map(seen)
      const deadline = performance.now() + ms
      try {
        while (!signal.aborted && !isNew(known)) {
          const left = deadline - performance.now()
          if (left <= 0) return
          await sleep(Math.min(POLL_MS, left), undefined, { signal })
        }
      } catch {
        // Aborted, or the log cannot be read: the caller's next read reports the error.
      }
    },
  }
}
