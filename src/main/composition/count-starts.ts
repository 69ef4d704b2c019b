import { randomInt } from 'node:crypto'
import { z } from 'zod'
import type { Documents } from '../ports/documents'

const DOCUMENT = 'starts.json'
/** Larger than any real count: starts counted from here never repeat one of the unreadable file. */
const UNREADABLE = { min: 1_000_000, max: 4_000_000 }

/** Counts this start of the data directory; on disk when it resolves. The first one is 1. */
export async function countStart(documents: Documents): Promise<number> {
  const before = await readStarts(documents)
  const starts = before + 1
  await documents.write(DOCUMENT, { starts })
  return starts
}

async function readStarts(documents: Documents): Promise<number> {
  try {
    const kept = await documents.read(DOCUMENT)
    return kept === null ? 0 : z.object({ starts: z.number().int().min(0) }).parse(kept).starts
  } catch {
    return randomInt(UNREADABLE.min, UNREADABLE.max)
  }
}
