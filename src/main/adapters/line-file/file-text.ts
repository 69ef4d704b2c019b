import type { Stats } from 'node:fs'
import { type FileHandle, open, stat } from 'node:fs/promises'
import { FaultError } from '@shared/model/fault'
import { type Compression, compressionOf, unpack } from './unpack'

const CHUNK_BYTES = 1 << 20
export const BEGINNING_BYTES = 4_096
const NO_PREVIEW =
  'its beginning is too short for a preview, because it is compressed with bzip2; you can still replay it'
const PLAIN = { compression: null, bytes: Number.POSITIVE_INFINITY }
export const SHORTER = 'it has become shorter'

/** Stays the same when the file is renamed or grows. */
export function fileIdOf({ dev, ino }: Pick<Stats, 'dev' | 'ino'>): string {
  return `${dev}:${ino}`
}

/**
 * The bytes of `[from, until)` as far as the file has them, each part in memory of its own; ends early on abort. `fileId`: of a plain file;
 * throws `replay-file-missing` when another one is at the path by now.
 */
export async function* parts(
  path: string,
  from: number,
  until: number,
  signal: AbortSignal,
  fileId: string | null = null,
): AsyncGenerator<Uint8Array> {
  const { compression, bytes } = fileId === null ? await inspect(path) : PLAIN
  if (compression === null) {
    if (from > bytes) throw unreadable(path, SHORTER)
    yield* plainParts(path, from, Math.min(until, Number.MAX_SAFE_INTEGER), signal, fileId)
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
    throw unreadable(path, damage(compression, thrown), thrown)
  }
  if (offset === 0) throw new FaultError({ code: 'replay-file-empty', file: path })
}

function damage(compression: Compression, thrown: unknown): string {
  if (compression !== 'avro') return `its ${compression} data is damaged or incomplete`
  return `it is an Avro container, but ${thrown instanceof Error ? thrown.message : String(thrown)}`
}

async function* plainParts(
  path: string,
  from: number,
  until: number,
  signal: AbortSignal,
  fileId: string | null,
): AsyncGenerator<Uint8Array> {
  const file = await open(path, 'r').catch((thrown) => {
    throw faultOf(path, thrown)
  })
  try {
    if (fileId !== null && fileId !== fileIdOf(await file.stat())) {
      throw new FaultError({ code: 'replay-file-missing', file: path })
    }
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
export async function inspect(path: string): Promise<Inspected> {
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

/** The text of a file, or of these bytes, up to about `wanted` bytes. `isCut`: the data ends somewhere, which is no damage. */
export async function unpackedBeginning(
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
    if (!isCut || bytes === 0) throw unreadable(name, damage(compression, thrown), thrown)
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

export function unreadable(path: string, reason: string, cause?: unknown): FaultError {
  return new FaultError({ code: 'replay-file-unreadable', file: path, reason }, { cause })
}

export function faultOf(path: string, thrown: unknown): FaultError {
  const { code = '', message } = thrown as NodeJS.ErrnoException
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return new FaultError({ code: 'replay-file-missing', file: path }, { cause: thrown })
  }
  if (code === 'EACCES' || code === 'EPERM') return unreadable(path, 'you have no permission to read it', thrown)
  if (code === 'EISDIR') return unreadable(path, 'it is a folder', thrown)
  return unreadable(path, message, thrown)
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
