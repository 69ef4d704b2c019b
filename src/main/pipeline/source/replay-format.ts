import { FaultError } from '@shared/model/fault'
import { type LogFormat, sameFormat } from '@shared/model/log-format'
import { guessFormatFor, lineParserOf } from './choose-line-parser'
import type { LineParser } from './line-parser'
import { textsOfLines } from './line-to-event'
import type { ReplayOptions } from './replay-options'
import { NOT_BEGUN, positionReached, type ReplayPosition } from './replay-progress'

/** Which knew no other, and did not keep it. */
const OLDER_VERSIONS: LogFormat = { name: 'combined' }

export interface FormatOfReplay {
  readonly parse: LineParser
  /** Where the replay starts: at the beginning when an earlier one found no event, because it read another format. */
  readonly from: ReplayPosition
}

/**
 * The format that the user chose, or the one that reads most of the file's first lines. A replay that goes on keeps its format.
 * Throws `replay-format-unclear` when two formats read as many, `replay-pattern-invalid` and `replay-unsupported`.
 */
export async function formatOfReplay(options: ReplayOptions, reached: ReplayPosition): Promise<FormatOfReplay> {
  const { job, dataset } = options
  const before = reached.format ?? (reached.offset > 0 ? OLDER_VERSIONS : null)
  const format = (reached.events > 0 ? before : job.format) ?? (await guessed(options))
  const isOther = before !== null && !sameFormat(before, format)
  const from = isOther ? positionReached(NOT_BEGUN, format) : { ...reached, format }
  return { parse: lineParserOf(dataset, format, from.header), from }
}

async function guessed(options: ReplayOptions): Promise<LogFormat> {
  const { job, dataset, lines, signal } = options
  const guess = guessFormatFor(dataset, textsOfLines(await lines.firstLines(job.path, signal)))
  if (guess.rivals.length > 0) {
    throw new FaultError({
      code: 'replay-format-unclear',
      file: job.file,
      formats: [guess.format.name, ...guess.rivals],
    })
  }
  return guess.format
}
