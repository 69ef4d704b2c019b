import type { PrintedLine } from '@main/ports/containers'

/** A frame's header: one byte for the stream, three zero bytes, four bytes for the length of the content. */
const HEADER_BYTES = 8
const STDERR = 2
/** The limit of one line; the rest is left out, and the line says how much. */
const MAX_LINE_BYTES = 64 * 1024
/** The engine cuts lines at 16 KiB. */
const MAX_FRAME_BYTES = 1024 * 1024
const NEWLINE = 0x0a
const SPACE = 0x20

interface OpenLine {
  time: string
  parts: Buffer[]
  bytes: number
}

/**
 * Parses the engine's answer to a request for logs with timestamps, without a terminal. The answer consists of frames; each is one line, or
 * a part of a line when it does not end with a newline. Each part has its own timestamp.
 * https://docs.docker.com/reference/api/engine/version/v1.41/#tag/Container/operation/ContainerAttach
 */
export async function* parseLogStream(
  chunks: AsyncIterable<Buffer | string>,
  signal: AbortSignal,
): AsyncGenerator<PrintedLine[], void, undefined> {
  const open: Record<PrintedLine['stream'], OpenLine | null> = { out: null, err: null }
  let rest = Buffer.alloc(0)

  const take = (stream: PrintedLine['stream'], frame: Buffer): PrintedLine | null => {
    const space = frame.indexOf(SPACE)
    const line = open[stream] ?? { time: timeOf(frame.toString('latin1', 0, space)), parts: [], bytes: 0 }
    const ends = frame.at(-1) === NEWLINE
    const body = frame.subarray(space + 1, ends ? -1 : undefined)
    if (line.bytes < MAX_LINE_BYTES) line.parts.push(Buffer.from(body.subarray(0, MAX_LINE_BYTES - line.bytes)))
    line.bytes += body.length
    open[stream] = ends ? null : line
    return ends ? lineOf(stream, line) : null
  }

  for await (const chunk of chunks) {
    rest = rest.length === 0 ? Buffer.from(chunk) : Buffer.concat([rest, Buffer.from(chunk)])
    const lines: PrintedLine[] = []
    let at = 0
    while (rest.length - at >= HEADER_BYTES) {
      const bytes = rest.readUInt32BE(at + 4)
      if (bytes > MAX_FRAME_BYTES) throw new Error("the engine's answer is not a log in frames")
      const end = at + HEADER_BYTES + bytes
      if (end > rest.length) break
      const line = take(rest[at] === STDERR ? 'err' : 'out', rest.subarray(at + HEADER_BYTES, end))
      if (line) lines.push(line)
      at = end
    }
    rest = rest.subarray(at)
    if (lines.length > 0) yield lines
  }
  if (signal.aborted) return
  // The container ended in the middle of a line.
  const unfinished = (['out', 'err'] as const).flatMap((stream) => {
    const line = open[stream]
    return line ? [lineOf(stream, line)] : []
  })
  if (unfinished.length > 0) yield unfinished
}

function lineOf(stream: PrintedLine['stream'], { time, parts, bytes }: OpenLine): PrintedLine {
  const text = Buffer.concat(parts).toString('utf8')
  return { time, stream, text: bytes > MAX_LINE_BYTES ? `${text}… (${bytes - MAX_LINE_BYTES} bytes more)` : text }
}

/** `1764032061.004213877` of `2025-11-25T00:54:21.004213877Z`. */
function timeOf(timestamp: string): string {
  const fraction = /\.\d+/.exec(timestamp)?.[0] ?? ''
  const epoch = Date.parse(timestamp.replace(fraction, '')) / 1_000
  return `${Number.isNaN(epoch) ? 0 : epoch}.${fraction.slice(1, 10).padEnd(9, '0')}`
}
