import type { Dataset } from '@shared/model/dataset'
import { FaultError } from '@shared/model/fault'
import { isAccessLog, type LogFormat } from '@shared/model/log-format'
import { createCsvEventParser, createJsonEventParser } from './json-and-csv-parsers'
import type { LineParser } from './line-parser'
import { eventOf } from './log-formats/access-entry'
import { type FormatGuess, guessFormat, lineReaderOf } from './log-formats/formats'
import { isW3cHeader } from './log-formats/header-columns'

/**
 * How lines become events of the dataset: those of the access log have many formats, those of others are JSON objects or CSV.
 * `header`: the last header line before the first line to read. Throws `replay-unsupported` and `replay-pattern-invalid`.
 */
export function lineParserOf(dataset: Dataset, format: LogFormat, header: string | null): LineParser {
  if (!isAccessLog(dataset.name)) return eventParserOf(dataset, format, header)
  if (format.name === 'csv') throw unsupported(dataset, format)
  const read = lineReaderOf(format, header)
  if (typeof read === 'string') throw new FaultError({ code: 'replay-pattern-invalid', problem: read })
  return (line, eventId) => {
    const entry = read(line)
    return entry === null || typeof entry === 'string' ? entry : eventOf(entry, eventId)
  }
}

function eventParserOf(dataset: Dataset, format: LogFormat, header: string | null): LineParser {
  if (format.name === 'json') return createJsonEventParser(dataset)
  if (format.name === 'csv') return createCsvEventParser(dataset, header)
  throw unsupported(dataset, format)
}

function unsupported(dataset: Dataset, format: LogFormat): FaultError {
  return new FaultError({ code: 'replay-unsupported', dataset: dataset.name, format: format.name })
}

/** The format that fits a file's first lines best. */
export function guessFormatFor(dataset: Dataset, lines: readonly string[]): FormatGuess {
  if (isAccessLog(dataset.name)) return guessFormat(lines)
  const filled = lines.filter((line) => line.trim() !== '')
  const name = filled[0]?.trimStart().startsWith('{') ? 'json' : 'csv'
  const parse = eventParserOf(dataset, { name }, null)
  const read = filled.map((line) => parse(line, '')).filter((event) => event !== null)
  const events = read.filter((event) => typeof event !== 'string').length
  return { format: { name }, events, lines: read.length, rivals: [] }
}

/** The line if it is a header that later lines need, in formats that have one. */
export function headerOf(format: LogFormat | null, line: string): string | null {
  return format?.name === 'csv' || isW3cHeader(line) ? line : null
}
