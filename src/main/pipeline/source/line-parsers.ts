import type { Dataset, Event } from '@shared/model/dataset'
import { FaultError } from '@shared/model/fault'
import { parseAccessLogLine } from './parse-access-log-line'

/** Returns the event of a line (without its ending), or the reason why there is none. Never throws. */
export type LineParser = (line: string, eventId: string) => Event | string

/** The datasets that accept files, and their line parsers. */
const parsers: ReadonlyMap<string, LineParser> = new Map([['access_log', parseAccessLogLine]])

/** Throws `replay-unsupported`. */
export function lineParserOf(dataset: Dataset): LineParser {
  const parser = parsers.get(dataset.name)
  if (!parser) throw new FaultError({ code: 'replay-unsupported', dataset: dataset.name })
  return parser
}
