import { constants, type FileHandle, open, readFile, unlink } from 'node:fs/promises'
import { decodeLine, encodeLine, type KeptLine } from './line-format'

/** The output of a service may be confidential. */
export const OWNER_ONLY = 0o600
const NEWLINE = 0x0a

/** A file of records with growing ids. Its name is the first id, so that names sort like ids. */
export interface Segment {
  readonly firstId: number
  readonly lastId: number
  readonly bytes: number
  /** All lines, oldest first; null once the file is gone. If no line contains `text`, the answer may be empty. */
  lines(text?: string): Promise<readonly KeptLine[] | null>
}

export interface ClosedSegment extends Segment {
  remove(): Promise<void>
}

/** The file that lines are appended to. Its lines are in memory too. */
export interface OpenSegment extends Segment {
  append(lines: readonly KeptLine[]): Promise<void>
  /** From here on its lines are only in the file. */
  close(): Promise<ClosedSegment>
}

export function segmentName(firstId: number): string {
  return `${String(firstId).padStart(15, '0')}.log`
}

export function closedSegment(path: string, firstId: number, lastId: number, bytes: number): ClosedSegment {
  return {
    firstId,
    lastId,
    bytes,
    async lines(text = '') {
      const content = await readWhole(path)
      if (content === null) return null
      const all = content.toString('utf8')
      // Searching the whole text once is far cheaper than searching each line, and most files have no match.
      if (text !== '' && !all.toLowerCase().includes(text)) return []
      return all.split('\n').flatMap((line) => decodeLine(line) ?? [])
    },
    remove: () => removeFile(path),
  }
}

/** Bytes after the last complete record are an interrupted write: the first append overwrites them. */
export async function openSegment(path: string, firstId: number): Promise<OpenSegment> {
  const { lines, ...whole } = wholeRecords((await readWhole(path)) ?? Buffer.alloc(0))
  let { bytes } = whole
  let file: FileHandle | null = null
  const opened = async () => {
    const made = await open(path, constants.O_RDWR | constants.O_CREAT, OWNER_ONLY)
    await made.truncate(bytes)
    return made
  }
  const lastId = () => lines.at(-1)?.id ?? firstId - 1
  return {
    firstId,
    get lastId() {
      return lastId()
    },
    get bytes() {
      return bytes
    },
    lines: async () => lines.slice(),
    async append(added) {
      const body = Buffer.from(added.map(encodeLine).join(''))
      file ??= await opened()
      try {
        await writeAll(file, body, bytes)
      } catch (error) {
        // A part of it may be in the file now. If it cannot be truncated, the next write overwrites it.
        await file.truncate(bytes).catch(() => undefined)
        throw error
      }
      bytes += body.length
      lines.push(...added)
    },
    async close() {
      await file?.close()
      return closedSegment(path, firstId, lastId(), bytes)
    },
  }
}

/** The records up to the first incomplete one, and their size in bytes. */
function wholeRecords(content: Buffer): { lines: KeptLine[]; bytes: number } {
  const lines: KeptLine[] = []
  let bytes = 0
  for (let end = content.indexOf(NEWLINE); end !== -1; end = content.indexOf(NEWLINE, bytes)) {
    const line = decodeLine(content.toString('utf8', bytes, end))
    if (!line) break
    lines.push(line)
    bytes = end + 1
  }
  return { lines, bytes }
}

async function writeAll(file: FileHandle, body: Buffer, at: number): Promise<void> {
  for (let done = 0; done < body.length; ) {
    done += (await file.write(body, done, body.length - done, at + done)).bytesWritten
  }
}

async function readWhole(path: string): Promise<Buffer | null> {
  return readFile(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null
    throw error
  })
}

async function removeFile(path: string): Promise<void> {
  await unlink(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error
  })
}
