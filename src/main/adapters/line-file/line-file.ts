import { createHash, type Hash } from 'node:crypto'
import { type FileHandle, open, stat } from 'node:fs/promises'
import type { Line, LineFile } from '@main/ports/line-file'
import { FaultError } from '@shared/model/fault'
import { createLineSplitter } from './split-lines'
import { type Compression, compressionOf, unpack } from './unpack'

const CHUNK_BYTES = 1 << 20
const BEGINNING_BYTES = 4_096
/** The first lines show how a file is written: no more of it is unpacked for that. */
const FIRST_BYTES = 1 << 18
const FIRST_LINES = 200
const LF = 10
const NO_PREVIEW =
  'its beginning is too short for a preview, because it is compressed with bzip2; you can still replay it'
const SHORTER = 'it has become shorter'

/** Lines of files on this machine's disks, also of compressed ones: positions and lengths count unpacked bytes. */
export const lineFile: LineFile = {
  async identity(path, signal) {
    const soFar = hash()
    let bytes = 0
    for await (const part of parts(path, 0, Number.POSITIVE_INFINITY, signal)) {
      soFar.update(part)
      bytes += part.length
    }
    signal.throwIfAborted()
    return { identity: identityOf(soFar), bytes }
  },
  async headIdentity(path) {
    const { beginning } = await inspect(path)
    const end = beginning.indexOf(LF)
    if (end < 0 && beginning.length < BEGINNING_BYTES) return null
    return identityOf(hash().update(end < 0 ? beginning : beginning.subarray(0, end + 1)))
  },
  async identities(path, lengths, signal) {
    const found = new Map<number, string>()
    const wanted = [...new Set(lengths)].sort((a, b) => a - b)
    const soFar = hash()
    let offset = 0
    for await (const part of parts(path, 0, wanted.at(-1) ?? 0, signal)) {
      let rest = part
      for (
        let next = wanted[found.size];
        next !== undefined && next <= offset + rest.length;
        next = wanted[found.size]
      ) {
        soFar.update(rest.subarray(0, next - offset))
        rest = rest.subarray(next - offset)
        offset = next
        found.set(next, identityOf(soFar))
      }
      soFar.update(rest)
      offset += rest.length
    }
    return found
  },
  async firstLines(path, signal) {
    const found: Uint8Array[] = []
    for await (const part of parts(path, 0, FIRST_BYTES + 1, signal)) found.push(part)
    return firstLinesOf(Buffer.concat(found), true)
  },
  async firstLinesOf(beginning, { name, bytes }) {
    if (bytes === 0) throw new FaultError({ code: 'replay-file-empty', file: name })
    const compression = compressionOf(beginning)
    const isAll = beginning.length >= bytes
    const text =
      compression === null ? beginning : await unpackedBeginning(beginning, FIRST_BYTES + 1, compression, name, !isAll)
    const problem = notText(text.subarray(0, BEGINNING_BYTES))
    if (problem) throw unreadable(name, compression === null ? problem : `inside, ${problem}`)
    return firstLinesOf(text, isAll)
  },
  async *read(path, from, until, signal) {
    const splitter = createLineSplitter(from)
    let offset = from.offset
    for await (const part of parts(path, from.offset, until, signal)) {
      offset += part.length
      const lines = splitter.push(part)
      if (lines.length > 0) yield lines
    }
    if (signal.aborted) return
    if (offset < until) throw unreadable(path, SHORTER)
    const last = splitter.end()
    if (last) yield [last]
  },
}

/** The bytes of `[from, until)` as far as the file has them, each part in memory of its own; ends early on abort. */
async function* parts(path: string, from: number, until: number, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  const { compression, bytes } = await inspect(path)
  if (compression === null) {
    if (from > bytes) throw unreadable(path, SHORTER)
    yield* plainParts(path, from, Math.min(until, Number.MAX_SAFE_INTEGER), signal)
    return
  }
  let offset = 0
  try {
    for await (const part of unpack(path, compression)) {
      if (signal.aborted || offset >= until) return
      const wanted = part.subarray(Math.max(0, from - offset), until - offset)
      offset += part.length
      if (wanted.length > 0) yield wanted
    }
  } catch (thrown) {
    if (thrown instanceof FaultError) throw thrown
    throw unreadable(path, `its ${compression} data is damaged or incomplete`, thrown)
  }
  if (offset === 0) throw new FaultError({ code: 'replay-file-empty', file: path })
}

async function* plainParts(path: string, from: number, until: number, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  const file = await open(path, 'r').catch((thrown) => {
    throw faultOf(path, thrown)
  })
  try {
    for (let offset = from; offset < until && !signal.aborted; ) {
      // A new buffer each time: the lines of the previous one may still be in use.
      const { bytesRead, buffer } = await readChunk(file, path, offset, Math.min(CHUNK_BYTES, until - offset))
      if (bytesRead === 0) return
      offset += bytesRead
      yield buffer.subarray(0, bytesRead)
    }
  } finally {
    await file.close()
  }
}

interface Inspected {
  /** On disk. */
  readonly bytes: number
  readonly compression: Compression | null
  /** The first unpacked bytes. */
  readonly beginning: Uint8Array
}

/** Throws unless the file is text, as it is or after unpacking. */
async function inspect(path: string): Promise<Inspected> {
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
    const first = buffer.subarray(0, bytesRead)
    const compression = compressionOf(first)
    const beginning =
      compression === null
        ? first
        : (await unpackedBeginning(path, BEGINNING_BYTES, compression)).subarray(0, BEGINNING_BYTES)
    const problem = notText(beginning)
    if (problem) throw unreadable(path, compression === null ? problem : `inside, ${problem}`)
    return { bytes: info.size, compression, beginning }
  } finally {
    await file.close()
  }
}

/** `isWhole`: the text goes no further, unless there is more than is looked at. */
function firstLinesOf(text: Uint8Array, isWhole: boolean): readonly Line[] {
  const splitter = createLineSplitter({ offset: 0, line: 0 })
  const lines = splitter.push(text.subarray(0, FIRST_BYTES))
  const last = isWhole && text.length <= FIRST_BYTES ? splitter.end() : null
  return (last ? [...lines, last] : lines).slice(0, FIRST_LINES)
}

/** The text of a file, or of these bytes, up to about `wanted` bytes. `isCut`: the data ends somewhere, which is no damage. */
async function unpackedBeginning(
  from: string | Uint8Array,
  wanted: number,
  compression: Compression,
  name = String(from),
  isCut = false,
): Promise<Uint8Array> {
  const found: Uint8Array[] = []
  let bytes = 0
  try {
    for await (const part of unpack(from, compression)) {
      found.push(part)
      bytes += part.length
      if (bytes >= wanted) break
    }
  } catch (thrown) {
    // Its blocks are large, and nothing of one is known before its end.
    if (isCut && bytes === 0 && compression === 'bzip2') throw unreadable(name, NO_PREVIEW, thrown)
    if (!isCut || bytes === 0) throw unreadable(name, `its ${compression} data is damaged or incomplete`, thrown)
  }
  return Buffer.concat(found)
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

const REFUSED: readonly (readonly [bytes: readonly number[], reason: string])[] = [
  [[0x50, 0x4b, 0x03, 0x04], 'it is a ZIP archive; unpack it first and choose the log inside'],
  [[0x1f, 0x9d], 'it is compressed with compress; unpack it first, for example with uncompress'],
  [[0x04, 0x22, 0x4d, 0x18], 'it is compressed with lz4; unpack it first, for example with unlz4'],
  [[0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c], 'it is a 7z archive; unpack it first and choose the log inside'],
  [[0xff, 0xfe], 'it is text in UTF-16; save it as UTF-8 first'],
  [[0xfe, 0xff], 'it is text in UTF-16; save it as UTF-8 first'],
]

/** Text has hardly any control characters; a file with more than one in ten is not text. */
const CONTROL_SHARE = 0.1

/** Why the file with this beginning is not a text file, or null when it looks like one. */
export function notText(beginning: Uint8Array): string | null {
  for (const [bytes, reason] of REFUSED) if (bytes.every((byte, i) => beginning[i] === byte)) return reason
  // A log that was emptied while its writer had it open begins with NUL bytes.
  const start = beginning.findIndex((byte) => byte !== 0)
  const text = start < 0 ? new Uint8Array() : beginning.subarray(start)
  const control = text.reduce((count, byte) => count + (isControl(byte) ? 1 : 0), 0)
  return control > text.length * CONTROL_SHARE ? 'it is a binary file, not text' : null
}

function isControl(byte: number): boolean {
  return byte === 127 || (byte < 32 && !(byte >= 9 && byte <= 13))
}
