import { type FileHandle, open, stat } from 'node:fs/promises'
import type { LineFile } from '@main/ports/line-file'
import { FaultError } from '@shared/model/fault'
import { notText } from './not-text'
import { createLineSplitter } from './split-lines'

const CHUNK_BYTES = 1 << 20
const BEGINNING_BYTES = 4_096

/** Lines of files on this machine's disks. */
export const lineFile: LineFile = {
  async size(path) {
    const { file, bytes } = await openText(path)
    await file.close()
    return bytes
  },
  async *read(path, from, signal) {
    const { file, bytes } = await openText(path)
    try {
      if (from.offset > bytes) throw unreadable(path, 'it is shorter than it was when its replay began')
      const splitter = createLineSplitter(from)
      let offset = from.offset
      while (!signal.aborted) {
        // A new buffer each time: the lines of the last one may still be in use.
        const { bytesRead, buffer } = await readChunk(file, path, offset)
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

async function openText(path: string): Promise<{ file: FileHandle; bytes: number }> {
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
    const problem = notText(buffer.subarray(0, bytesRead))
    if (problem) throw unreadable(path, problem)
    return { file, bytes: info.size }
  } catch (thrown) {
    await file.close()
    throw thrown
  }
}

async function readChunk(file: FileHandle, path: string, offset: number, length = CHUNK_BYTES) {
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
