import type { PrintedLine } from '@main/ports/containers'
import { secondsBefore } from '@main/ports/printed-time'
import { type KeptEnd, type KeptUntil, OVERLAP_SECONDS } from '@main/ports/service-logs'

/** From when on a container's output is to be asked for; null: from its beginning. */
export function readFrom({ out, err }: KeptUntil): string | null {
  const times = [out, err].flatMap((end) => end?.time ?? [])
  const newest = times.sort().at(-1)
  return newest === undefined ? null : secondsBefore(newest, OVERLAP_SECONDS)
}

/** Tells, line by line, which of what the engine repeats is kept already. One for each time it is asked. */
export function unkeptLines(kept: KeptUntil): (line: PrintedLine) => boolean {
  const isNew = { out: beyond(kept.out), err: beyond(kept.err) }
  return (line) => isNew[line.stream](line.time)
}

/** Of one stream: its lines up to the end, and of those with just its time as many as are kept. */
function beyond(end: KeptEnd | null): (time: string) => boolean {
  if (end === null) return () => true
  let left = end.lines
  let passed = false
  return (time) => {
    if (passed) return true
    if (time < end.time) return false
    if (time === end.time && left > 0) {
      left--
      return false
    }
    passed = true
    return true
  }
}
