import type { Line } from '@main/ports/line-file'
import type { Dataset } from '@shared/model/dataset'
import { eventJson } from '@shared/model/event-json'
import type { LogFormat, LogPreview } from '@shared/model/log-format'
import { storedFields } from '@shared/model/stored-fields'
import { guessFormatFor, lineParserOf } from './choose-line-parser'
import { lineToEvent, textOfLine, textsOfLines } from './line-to-event'

const SHOWN = 10

/** How a file's first lines are read: in the given format, or in the one that reads most of them. Throws `replay-pattern-invalid`. */
export function previewLog(lines: readonly Line[], dataset: Dataset, chosen: LogFormat | null): LogPreview {
  const guess = guessFormatFor(dataset, textsOfLines(lines))
  const format = chosen ?? guess.format
  const fields = storedFields(dataset)
  const parse = lineParserOf(dataset, format, null)
  const read = lines
    .map((line) => ({ line: textOfLine(line), event: lineToEvent(line, parse, () => '') }))
    .filter(({ event }) => event !== null)
  const rows = read
    .slice(0, SHOWN)
    .map(({ line, event }) =>
      typeof event === 'string' || event === null
        ? { line, event: null, reason: event }
        : { line, event: eventJson(fields, event), reason: null },
    )
  const events = read.filter(({ event }) => typeof event === 'object').length
  return { format, rivals: chosen === null ? [...guess.rivals] : [], lines: read.length, events, rows }
}
