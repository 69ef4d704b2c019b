import { statSync } from 'node:fs'

const OF_A_PART = /while reading from part (.+?)\/? in table /

/**
 * Whether the engine cannot read a part that it wrote itself since `startedAt` (epoch ms): a write failed unnoticed, and the engine
 * believes that the part is complete. An engine that opens the directory again notices the damage and sets the part aside; its rows are
 * still in the log. A restart does not change a part from before the start.
 */
export function isPartDamagedSinceStart(message: string, startedAt: number): boolean {
  const part = OF_A_PART.exec(message)?.[1]
  if (part === undefined || !DAMAGED.some((sign) => message.includes(sign))) return false
  const written = statSync(part, { throwIfNoEntry: false })?.mtimeMs
  return written !== undefined && written >= startedAt
}

/** The reader's error for an empty or truncated file. */
const DAMAGED = [
  'Empty marks file',
  'CORRUPTED_DATA',
  'CANNOT_READ_ALL_DATA',
  'ATTEMPT_TO_READ_AFTER_EOF',
  'BAD_SIZE_OF_FILE_IN_DATA_PART',
  'NO_FILE_IN_DATA_PART',
  'CHECKSUM_DOESNT_MATCH',
]
