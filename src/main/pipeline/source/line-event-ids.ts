import { createHash } from 'node:crypto'

/**
 * The event ids of a file's lines: version 8 UUIDs, with the file's identity in the first 74 free bits and the line number in the
 * last 48. The same line of the same file always has the same id, and no two lines share one.
 */
export function createLineEventIds(identity: string): (line: number) => string {
  const hash = createHash('sha256').update(identity).digest('hex')
  const variant = ((Number.parseInt(hash.slice(15, 16), 16) & 0x3) | 0x8).toString(16)
  const front = `${hash.slice(0, 8)}-${hash.slice(8, 12)}-8${hash.slice(12, 15)}-${variant}${hash.slice(16, 19)}-`
  return (line) => front + line.toString(16).padStart(12, '0')
}
