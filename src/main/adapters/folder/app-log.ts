import { appendFileSync, mkdirSync, renameSync, statSync } from 'node:fs'
import { join } from 'node:path'

const MAX_BYTES = 5_000_000

/** Writes one log line, marked with its origin. Never throws: a full disk must not stop the pipeline. */
export type LogLine = (source: string, line: string) => void

/** `millrace.log` in the folder, and the previous log file. Lines are rare, so each is on disk when this returns. */
export function folderLog(dir: string): LogLine {
  const file = join(dir, 'millrace.log')
  return (source, line) => {
    try {
      mkdirSync(dir, { recursive: true })
      if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) > MAX_BYTES)
        renameSync(file, join(dir, 'millrace.1.log'))
      appendFileSync(file, `${new Date().toISOString()} ${source} ${line}\n`)
    } catch {
      // A line that cannot be written is lost; the work it describes continues.
    }
  }
}
