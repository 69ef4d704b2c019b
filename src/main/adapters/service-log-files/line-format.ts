import { epochMs } from '@main/ports/log-line-time'
import type { NewServiceLine } from '@main/ports/service-logs'
import type { LogLevel, ServiceId, ServiceLogLine } from '@shared/model/service'

/** A line as stored in a file. */
export interface KeptLine extends NewServiceLine {
  readonly id: number
  /** The first characters of the container's id. */
  readonly container: string
}

const CONTAINER_CHARACTERS = 12
const TIME = /^\d+\.\d{9}$/
const LETTERS: Readonly<Record<LogLevel, string>> = { debug: 'd', info: 'i', warn: 'w', error: 'e' }
const LEVELS: Readonly<Record<string, LogLevel | null>> = { d: 'debug', i: 'info', w: 'warn', e: 'error', '-': null }
const STREAMS = { o: 'out', e: 'err' } as const

export function shortContainer(id: string): string {
  return id.slice(0, CONTAINER_CHARACTERS).replace(/\s/g, '_')
}

/** `1024 1764032061.004213877 o 3f2a9c1d0b77 i Kafka Server started`, and a newline: readable for people too. */
export function encodeLine({ id, time, stream, container, level, text }: KeptLine): string {
  const letter = level === null ? '-' : LETTERS[level]
  return `${id} ${time} ${stream === 'out' ? 'o' : 'e'} ${container} ${letter} ${text.replace(/[\r\n]/g, ' ')}\n`
}

/** Null when it is not a complete record. */
export function decodeLine(line: string): KeptLine | null {
  let at = 0
  const next = () => {
    const end = line.indexOf(' ', at)
    const field = end === -1 ? '' : line.slice(at, end)
    at = end === -1 ? line.length : end + 1
    return field
  }
  const id = Number(next())
  const time = next()
  const stream = STREAMS[next() as keyof typeof STREAMS]
  const container = next()
  const level = LEVELS[next()]
  if (!Number.isSafeInteger(id) || id < 1 || !TIME.test(time) || !stream || level === undefined) return null
  return { id, time, stream, container, level, text: line.slice(at) }
}

export function shownLine({ id, time, level, text }: KeptLine, service: ServiceId): ServiceLogLine {
  return { id, at: epochMs(time), service, level, text }
}
