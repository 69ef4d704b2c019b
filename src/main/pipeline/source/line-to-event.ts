import type { Line } from '@main/ports/line-file'
import type { Event } from '@shared/model/dataset'
import type { LineParser } from './line-parser'

/** A longer line is not a log line; it becomes a dead letter, because its record would be too large for a log. */
export const LINE_BYTES = 64 * 1_024

/** Returns the event of a line, the reason why there is none, or null for a header or comment. */
export function lineToEvent(line: Line, parse: LineParser, idOf: (line: number) => string): Event | string | null {
  const { bytes, size } = line
  if (bytes[0] === 0 && bytes.every((byte) => byte === 0)) {
    return `${size.toLocaleString('en')} NUL bytes, as in a log that was emptied while its server had it open`
  }
  if (size > bytes.length) {
    return `the line is ${size.toLocaleString('en')} bytes long; only its first ${bytes.length.toLocaleString('en')} are kept here`
  }
  if (size > LINE_BYTES) return `the line is longer than ${LINE_BYTES / 1_024} KiB`
  return parse(textOfLine(line), idOf(line.number))
}

/** The texts of the lines that can be events: the format is recognised by them. */
export function textsOfLines(lines: readonly Line[]): string[] {
  return lines.filter(({ size }) => size <= LINE_BYTES).map(textOfLine)
}

/** UTF-8, or Latin-1 if the bytes are not valid UTF-8, so that different bytes never become the same text. */
export function textOfLine({ bytes }: Pick<Line, 'bytes'>): string {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const text = buffer.toString('utf8')
  if (!text.includes('\uFFFD')) return withoutMark(text)
  return isUtf8(bytes) ? withoutMark(text) : buffer.toString('latin1')
}

/** Some editors write a byte order mark at the start of the file. */
function withoutMark(text: string): string {
  return text.startsWith('\uFEFF') ? text.slice(1) : text
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    return true
  } catch {
    return false
  }
}
