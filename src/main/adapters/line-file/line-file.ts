import { createHash, type Hash } from 'node:crypto'
import { type FileHandle, open, stat } from 'node:fs/promises'
import type { LineFile } from '@main/ports/line-file'
import { FaultError } from '@shared/model/fault'
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
        // A new buffer each time: the lines of the previous one may still be in use.
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
  // Checked before opening, because opening a named pipe would wait for its writer.
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

/** The identity of the bytes so far: 32 hexadecimal digits. */
function identityOf(soFar: Hash): string {
  return soFar.copy().digest('hex').slice(0, 32)
}

const MAGIC: readonly (readonly [bytes: readonly number[], reason: string])[] = [
  [[0x1f, 0x8b], 'it is compressed with gzip; unpack it first, for example with gunzip'],
  [[0x42, 0x5a, 0x68], 'it is compressed with bzip2; unpack it first, for example with bunzip2'],
  [[0xfd, 0x37, 0x7a, 0x58, 0x5a], 'it is compressed with xz; unpack it first, for example with unxz'],
  [[0x28, 0xb5, 0x2f, 0xfd], 'it is compressed with zstd; unpack it first, for example with unzstd'],
  [[0x50, 0x4b, 0x03, 0x04], 'it is a ZIP archive; unpack it first and choose the log inside'],
  [[0xff, 0xfe], 'it is text in UTF-16; save it as UTF-8 first'],
  [[0xfe, 0xff], 'it is text in UTF-16; save it as UTF-8 first'],
]

/** Text has hardly any control characters; a file with more than one in ten is not text. */
const CONTROL_SHARE = 0.1

/** Why the file with this beginning is not a text file, or null when it looks like one. */
export function notText(beginning: Uint8Array): string | null {
  for (const [bytes, reason] of MAGIC) if (bytes.every((byte, i) => beginning[i] === byte)) return reason
  const control = beginning.reduce((count, byte) => count + (isControl(byte) ? 1 : 0), 0)
  return control > beginning.length * CONTROL_SHARE ? 'it is a binary file, not text' : null
}

function isControl(byte: number): boolean {
  return byte === 127 || (byte < 32 && !(byte >= 9 && byte <= 13))
}
