import { statSync } from 'node:fs'

const OF_A_PART = /while reading from part (.+?)\/? in table /

/**
 * Whether the engine cannot read a part that it wrote itself since `startedAt` (epoch ms): it takes the part for whole, but a write of it
 * failed unnoticed. An engine that opens the directory again finds that out and sets such a part aside; its rows are still in the log.
 * For a part that was there before, a restart would change nothing.
 */
export function isOwnBrokenPart(message: string, startedAt: number): boolean {
  const part = OF_A_PART.exec(message)?.[1]
  if (part === undefined || !DAMAGED.some((sign) => message.includes(sign))) return false
  const written = statSync(part, { throwIfNoEntry: false })?.mtimeMs
  return written !== undefined && written >= startedAt
}

/** What a file that is empty or too short looks like to the reader. */
const DAMAGED = [
  'Empty marks file',
  'CORRUPTED_DATA',
  'CANNOT_READ_ALL_DATA',
  'ATTEMPT_TO_READ_AFTER_EOF',
  'BAD_SIZE_OF_FILE_IN_DATA_PART',
  'NO_FILE_IN_DATA_PART',
  'CHECKSUM_DOESNT_MATCH',
]
