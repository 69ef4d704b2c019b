import type { Dataset, Event } from '@shared/model/dataset'
import { FaultError } from '@shared/model/fault'
import type { LogFormat } from '@shared/model/log-format'
import { eventOf } from './log-formats/access-entry'
import { lineReaderOf } from './log-formats/formats'

/** Returns the event of a line (without its ending), the reason why there is none, or null for a header or comment. Never throws. */
export type LineParser = (line: string, eventId: string) => Event | string | null

/** The only dataset that accepts files: the others have no line format. */
const REPLAYABLE = 'access_log'

/** `header` as for `lineReaderOf`. Throws `replay-unsupported` and `replay-pattern-invalid`. */
export function lineParserOf(dataset: Dataset, format: LogFormat, header: string | null): LineParser {
  if (dataset.name !== REPLAYABLE) throw new FaultError({ code: 'replay-unsupported', dataset: dataset.name })
  const read = lineReaderOf(format, header)
  if (typeof read === 'string') throw new FaultError({ code: 'replay-pattern-invalid', problem: read })
  return (line, eventId) => {
    const entry = read(line)
    return entry === null || typeof entry === 'string' ? entry : eventOf(entry, eventId)
  }
}
