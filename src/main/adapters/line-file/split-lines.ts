import type { Line, LinePosition } from '@main/ports/line-file'

const LF = 10
const CR = 13

/** A line is kept up to this many bytes; the rest is skipped, so that no file can fill the memory. */
export const LINE_LIMIT = 1 << 20

export interface LineSplitter {
  /** The lines that the chunk completes. They may share its memory. */
  push(chunk: Uint8Array): Line[]
  /** The rest after the last line ending, if any. */
  end(): Line | null
}

export function createLineSplitter(from: LinePosition, limit = LINE_LIMIT): LineSplitter {
  let { offset, line } = from
  let started: Uint8Array[] = []
  let held = 0
  let size = 0
  let nuls = false

  const hold = (part: Uint8Array) => {
    size += part.length
    const space = limit - held
    if (space <= 0 || part.length === 0) return
    started.push(part.length > space ? part.subarray(0, space) : part)
    held += Math.min(part.length, space)
  }
  const finish = (ending: number, whole = ending > 0): Line => {
    const bytes = started.length === 1 ? (started[0] as Uint8Array) : Buffer.concat(started)
    let returns = 0
    if (size === bytes.length) while (bytes[size - 1 - returns] === CR) returns++
    const length = size - returns
    offset += size + ending
    line++
    started = []
    held = 0
    size = 0
    nuls = false
    const kept = returns > 0 ? bytes.subarray(0, length) : bytes
    return { bytes: kept, size: length, number: line, end: offset, whole }
  }

  /** Returns where the line goes on: NUL bytes in front of a line, where a log was emptied under its writer, are a line of their own. */
  const takeNuls = (chunk: Uint8Array, start: number, lines: Line[]): number => {
    let end = start
    if (size === 0 || nuls) while (chunk[end] === 0) end++
    if (end > start) {
      hold(Buffer.from(chunk.subarray(start, end)))
      nuls = true
    }
    if (nuls && end < chunk.length && chunk[end] !== LF && chunk[end] !== CR) lines.push(finish(0, true))
    return end
  }

  return {
    push(chunk) {
      const lines: Line[] = []
      let start = takeNuls(chunk, 0, lines)
      for (let at = chunk.indexOf(LF, start); at >= 0; at = chunk.indexOf(LF, start)) {
        hold(chunk.subarray(start, at))
        lines.push(finish(1))
        start = takeNuls(chunk, at + 1, lines)
      }
      // A copy, so that a line that continues in the next chunk does not keep all of this one in memory.
      if (start < chunk.length) hold(Buffer.from(chunk.subarray(start)))
      return lines
    },
    end: () => (size > 0 ? finish(0) : null),
  }
}
