import { type AccessLogFormat, LOG_FORMATS, type LogFormatName } from '@shared/model/log-format'
import type { LineReader } from './access-entry'
import { readCombined } from './combined'
import { ALB, createColumnReader, ELB, ENVOY, S3, SQUID } from './fixed-columns'
import { readHaproxy } from './haproxy'
import { createW3cReader } from './header-columns'
import { readJson } from './json'
import { readLogfmt, readLtsv } from './labelled'
import { createPatternReader } from './pattern'

/** `header`: the last header line before the lines to read, in formats that have one. */
const readers: Readonly<Record<LogFormatName, (header: string | null) => LineReader>> = {
  combined: () => readCombined,
  json: () => readJson,
  w3c: createW3cReader,
  alb: () => createColumnReader(ALB),
  elb: () => createColumnReader(ELB),
  s3: () => createColumnReader(S3),
  haproxy: () => readHaproxy,
  envoy: () => createColumnReader(ENVOY),
  squid: () => createColumnReader(SQUID),
  logfmt: () => readLogfmt,
  ltsv: () => readLtsv,
}

/** The reader of a format; for a pattern that cannot be used, the reason. */
export function lineReaderOf(format: AccessLogFormat, header: string | null): LineReader | string {
  return format.name === 'pattern' ? createPatternReader(format.pattern) : readers[format.name](header)
}

export interface FormatGuess {
  readonly format: AccessLogFormat | { readonly name: 'csv' }
  /** How many of the lines are events in this format, and how many were tried: headers and empty lines are not. */
  readonly events: number
  readonly lines: number
  /** Other formats that read as many: only the user can say which one it is. */
  readonly rivals: readonly LogFormatName[]
}

function isEntry(read: ReturnType<LineReader>): boolean {
  return read !== null && typeof read !== 'string'
}

/** The format that reads most of a file's first lines. */
export function guessFormat(lines: readonly string[]): FormatGuess {
  const tried = LOG_FORMATS.map((name) => {
    const read = readers[name](null)
    return { name, events: lines.filter((line) => isEntry(read(line))).length }
  })
  const most = Math.max(...tried.map(({ events }) => events))
  const [best, ...rivals] = most === 0 ? [] : tried.filter(({ events }) => events === most)
  const format = { name: best?.name ?? 'combined' } as const
  const filled = lines.filter((line) => line.trim() !== '' && !line.startsWith('#'))
  return { format, events: most, lines: filled.length, rivals: rivals.map(({ name }) => name) }
}
