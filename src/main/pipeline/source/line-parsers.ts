import type { Dataset, Event } from '@shared/model/dataset'
import { FaultError } from '@shared/model/fault'
import { parseAccessLogLine } from './access-log'

/** The event of a line (without its ending), or in words why there is none. Never throws. */
export type LineParser = (line: string, eventId: string) => Event | string

/** Which datasets take files, line by line. */
const parsers: ReadonlyMap<string, LineParser> = new Map([['access_log', parseAccessLogLine]])

/** Throws `replay-unsupported`. */
export function lineParserOf(dataset: Dataset): LineParser {
  const parser = parsers.get(dataset.name)
  if (!parser) throw new FaultError({ code: 'replay-unsupported', dataset: dataset.name })
  return parser
}
