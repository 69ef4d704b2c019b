import { createHash, type Hash } from 'node:crypto'
import { type FileHandle, open, stat } from 'node:fs/promises'
import type { LineFile } from '@main/ports/line-file'
import { FaultError } from '@shared/model/fault'
import { notText } from './not-text'
import { createLineSplitter } from './split-lines'

const CHUNK_BYTES = 1 << 20
const BEGINNING_BYTES = 4_096
const LF = 10
const SHORTER = 'it has become shorter'

/** Lines of files on this machine's disks. */
export const lineFile: LineFile = {
  async identity(path, signal) {
    const { file, bytes } = await openText(path)
    await file.close()
    const identity = (await lineFile.identities(path, [bytes], signal)).get(bytes)
    signal.throwIfAborted()
    if (identity === undefined) throw unreadable(path, SHORTER)
    return { identity, bytes }
  },
  async headIdentity(path) {
    const { file, beginning } = await openText(path)
    await file.close()
    const end = beginning.indexOf(LF)
    if (end < 0 && beginning.length < BEGINNING_BYTES) return null
    return identityOf(hash().update(end < 0 ? beginning : beginning.subarray(0, end + 1)))
  },
  async identities(path, lengths, signal) {
    const { file } = await openText(path)
    try {
      const found = new Map<number, string>()
      const soFar = hash()
      let offset = 0
      for (const length of [...new Set(lengths)].sort((a, b) => a - b)) {
        while (offset < length && !signal.aborted) {
          const { bytesRead, buffer } = await readChunk(file, path, offset, Math.min(CHUNK_BYTES, length - offset))
          if (bytesRead === 0) return found
          soFar.update(buffer.subarray(0, bytesRead))
          offset += bytesRead
        }
        if (offset === length) found.set(length, identityOf(soFar))
      }
      return found
    } finally {
      await file.close()
    }
  },
  async *read(path, from, until, signal) {
    const { file, bytes } = await openText(path)
    try {
      if (bytes < until) throw unreadable(path, SHORTER)
      const splitter = createLineSplitter(from)
      let offset = from.offset
      while (!signal.aborted) {
        // A new buffer each time: the lines of the last one may still be in use.
        const { bytesRead, buffer } = await readChunk(file, path, offset, Math.min(CHUNK_BYTES, until - offset))
        if (bytesRead === 0 && offset < until) throw unreadable(path, SHORTER)
        if (bytesRead === 0) break
        offset += bytesRead
        const lines = splitter.push(buffer.subarray(0, bytesRead))
        if (lines.length > 0) yield lines
      }
      const last = signal.aborted ? null : splitter.end()
      if (last) yield [last]
    } finally {
      await file.close()
    }
  },
}

async function openText(path: string): Promise<{ file: FileHandle; bytes: number; beginning: Uint8Array }> {
  const refuse = (thrown: unknown) => {
    throw faultOf(path, thrown)
  }
  // Asked before it is opened: opening a named pipe would wait for its writer.
  const info = await stat(path).catch(refuse)
  if (info.isDirectory()) throw unreadable(path, 'it is a folder')
  if (!info.isFile()) throw unreadable(path, 'it is not a regular file')
  if (info.size === 0) throw new FaultError({ code: 'replay-file-empty', file: path })
  const file = await open(path, 'r').catch(refuse)
  try {
    const { bytesRead, buffer } = await readChunk(file, path, 0, BEGINNING_BYTES)
    const beginning = buffer.subarray(0, bytesRead)
    const problem = notText(beginning)
    if (problem) throw unreadable(path, problem)
    return { file, bytes: info.size, beginning }
  } catch (thrown) {
    await file.close()
    throw thrown
  }
}

async function readChunk(file: FileHandle, path: string, offset: number, length: number) {
  try {
    return await file.read(Buffer.allocUnsafeSlow(length), 0, length, offset)
  } catch (thrown) {
    throw faultOf(path, thrown)
  }
}

function unreadable(path: string, reason: string, cause?: unknown): FaultError {
  return new FaultError({ code: 'replay-file-unreadable', file: path, reason }, { cause })
}

function faultOf(path: string, thrown: unknown): FaultError {
  const { code = '', message } = thrown as NodeJS.ErrnoException
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return new FaultError({ code: 'replay-file-missing', file: path }, { cause: thrown })
  }
  if (code === 'EACCES' || code === 'EPERM') return unreadable(path, 'you have no permission to read it', thrown)
  if (code === 'EISDIR') return unreadable(path, 'it is a folder', thrown)
  return unreadable(path, message, thrown)
}

const hash = () => createHash('sha256')

/** Of the bytes so far: 32 hexadecimal digits. */
function identityOf(soFar: Hash): string {
  return soFar.copy().digest('hex').slice(0, 32)
}
