import type { Line } from '@main/ports/line-file'
import type { Event } from '@shared/model/dataset'
import type { LineParser } from './line-parsers'

/** Longer lines are no log lines; they become dead letters instead of records too large for a log. */
export const LINE_BYTES = 64 * 1_024

/** The event of a line, or in words why there is none. */
export function readLine(line: Line, parse: LineParser, idOf: (line: number) => string): Event | string {
  const { bytes, size } = line
  if (size > bytes.length) {
    return `the line is ${size.toLocaleString('en')} bytes long; only its first ${bytes.length.toLocaleString('en')} are kept here`
  }
  if (size > LINE_BYTES) return `the line is longer than ${LINE_BYTES / 1_024} KiB`
  return parse(textOf(bytes), idOf(line.number))
}

/** UTF-8, and Latin-1 where the bytes are no UTF-8, so that every byte stays told from the others. */
function textOf(bytes: Uint8Array): string {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const text = buffer.toString('utf8')
  if (!text.includes('\uFFFD')) return withoutMark(text)
  return isUtf8(bytes) ? withoutMark(text) : buffer.toString('latin1')
}

/** Some editors write a byte order mark in front of the first line. */
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
