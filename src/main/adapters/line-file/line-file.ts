import type { Line, LineFile } from '@main/ports/line-file'
import { FaultError } from '@shared/model/fault'
import { hash, identityOf } from './content-identity'
import { BEGINNING_BYTES, inspect, notText, parts, SHORTER, unpackedBeginning, unreadable } from './file-text'
import { createLineSplitter } from './split-lines'
import { compressionOf } from './unpack'

/** The first lines show how a file is written: no more of it is unpacked for that. */
const FIRST_BYTES = 1 << 18
const FIRST_LINES = 200
const LF = 10

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
  async *read(path, from, until, signal, fileId = null) {
    const splitter = createLineSplitter(from)
    let offset = from.offset
    for await (const part of parts(path, from.offset, until, signal, fileId)) {
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

/** `isWhole`: the text goes no further, unless there is more than is looked at. */
function firstLinesOf(text: Uint8Array, isWhole: boolean): readonly Line[] {
  const splitter = createLineSplitter({ offset: 0, line: 0 })
  const lines = splitter.push(text.subarray(0, FIRST_BYTES))
  const last = isWhole && text.length <= FIRST_BYTES ? splitter.end() : null
  return (last ? [...lines, last] : lines).slice(0, FIRST_LINES)
}
