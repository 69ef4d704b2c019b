import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { root } from './millrace'

/** A real access log of 10,000 lines that is not part of this repository; see the README for its source. */
const candidates = [process.env.MILLRACE_SAMPLE_LOG, join(root, '..', 'shared', 'data', 'apache_access.log')]
export const sampleLog = candidates.find((path) => path !== undefined && existsSync(path)) ?? null
export const noSampleLog = 'the sample access log is missing; set MILLRACE_SAMPLE_LOG to its path'

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** A line in the combined format. */
export function logLine(at: Date, path: string, status: number, client = '192.0.2.7'): string {
  const two = (n: number) => String(n).padStart(2, '0')
  const date = `${two(at.getUTCDate())}/${MONTHS[at.getUTCMonth()]}/${at.getUTCFullYear()}`
  const time = `${two(at.getUTCHours())}:${two(at.getUTCMinutes())}:${two(at.getUTCSeconds())}`
  return `${client} - - [${date}:${time} +0000] "GET ${path} HTTP/1.1" ${status} 512 "-" "e2e"`
}

/** Writes a log with late lines: every minute's last tenth arrives two minutes after the minute's end. */
export async function writeOutOfOrderLog(file: string, minutes: number, perMinute: number): Promise<number> {
  const lines: string[] = []
  const start = Date.UTC(2024, 0, 15, 12)
  const late: string[][] = []
  for (let minute = 0; minute < minutes; minute++) {
    const own = Array.from({ length: perMinute }, (_, n) =>
      logLine(new Date(start + minute * 60_000 + (n * 60_000) / perMinute), `/shop/${n}`, n % 20 === 0 ? 500 : 200),
    )
    late.push(own.splice(Math.floor(perMinute * 0.9)))
    lines.push(...own, ...(late[minute - 3] ?? []))
  }
  lines.push(...late.slice(-3).flat())
  await writeFile(file, `${lines.join('\n')}\n`)
  return lines.length
}
