import { constants, type FileHandle, open, readFile, unlink } from 'node:fs/promises'
import { decodeRecord, encodeRecord, type KeptLine } from './record'

/** What a service printed may be confidential. */
export const OWNER_ONLY = 0o600
const NEWLINE = 0x0a

/** A file of records with growing ids. Its name is the first of them, so that names sort as ids do. */
export interface Segment {
  readonly firstId: number
  readonly lastId: number
  readonly bytes: number
  /** All of it, oldest first; null once the file is gone. Without a line that has `text` in it, the answer may be empty. */
  lines(text?: string): Promise<readonly KeptLine[] | null>
}

export interface ClosedSegment extends Segment {
  remove(): Promise<void>
}

/** The one that lines are appended to. Its lines are in memory too. */
export interface OpenSegment extends Segment {
  append(lines: readonly KeptLine[]): Promise<void>
  /** From here on its lines are in the file alone. */
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
      // One look at the whole is far cheaper than one at each line, and most files have nothing of what is searched for.
      if (text !== '' && !all.toLowerCase().includes(text)) return []
      return all.split('\n').flatMap((line) => decodeRecord(line) ?? [])
    },
    remove: () => removeFile(path),
  }
}

/** What follows the last whole record is a write that was cut off by a crash: the first append goes over it. */
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
      const body = Buffer.from(added.map(encodeRecord).join(''))
      file ??= await opened()
      try {
        await writeAll(file, body, bytes)
      } catch (error) {
        // Part of it may stand there now. If it cannot be cut off, the next write goes over it.
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

/** The records up to the first that is not whole, and how many bytes they are. */
function wholeRecords(content: Buffer): { lines: KeptLine[]; bytes: number } {
  const lines: KeptLine[] = []
  let bytes = 0
  for (let end = content.indexOf(NEWLINE); end !== -1; end = content.indexOf(NEWLINE, bytes)) {
    const line = decodeRecord(content.toString('utf8', bytes, end))
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
