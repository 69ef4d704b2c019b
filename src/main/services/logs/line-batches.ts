import type { Clock } from '@main/ports/clock'
import type { NewServiceLine } from '@main/ports/service-logs'
import { createWakeup } from '@main/signals/wakeup'
import { waitForWakeup } from '../wait-for-wakeup'

/** The most lines of one container that wait to be written. Reading pauses at this limit. */
const MAX_CHARACTERS = 128 * 1024
/** How long a line waits for others, to be written together. */
const GATHER_MS = 100

export interface LineBatches {
  /** Resolves when there is space for more lines. */
  add(lines: readonly NewServiceLine[]): Promise<void>
  /** Resolves when every added line is kept. */
  finish(): Promise<void>
}

/**
 * Collects lines and writes them together: a service that prints thousands of lines a second costs a few writes a second. When `keep`
 * rejects, every later call rejects too.
 */
export function lineBatches(
  keep: (lines: readonly NewServiceLine[]) => Promise<void>,
  clock: Clock,
  signal: AbortSignal,
): LineBatches {
  let waiting: NewServiceLine[] = []
  let characters = 0
  let writing: Promise<void> | null = null
  let failed: unknown = null
  const full = createWakeup()

  const write = async () => {
    while (waiting.length > 0) {
      if (characters < MAX_CHARACTERS) await waitForWakeup(full, clock, GATHER_MS, signal)
      const batch = waiting
      waiting = []
      characters = 0
      await keep(batch)
    }
  }
  const begin = () => {
    writing ??= write()
      .catch((error: unknown) => {
        failed = error
      })
      .finally(() => {
        writing = null
      })
    return writing
  }
  const check = () => {
    if (failed !== null) throw failed
  }
  return {
    async add(lines) {
      check()
      waiting.push(...lines)
      characters += lines.reduce((sum, { text }) => sum + text.length, 0)
      const written = begin()
      if (characters < MAX_CHARACTERS) return
      full.wake()
      await written
      check()
    },
    async finish() {
      full.wake()
      while (waiting.length > 0 && failed === null) await begin()
      await writing
      check()
    },
  }
}
