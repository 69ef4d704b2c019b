import type { Clock } from '@main/ports/clock'
import type { Line } from '@main/ports/line-file'
import { FaultError, withFileName } from '@shared/model/fault'
import type { EarlierReplay, ReplaySpeed } from '@shared/model/replay'
import { headerOf } from './choose-line-parser'
import { type FoundReplay, findEarlierReplay, positionOfReplay } from './find-earlier-replay'
import { createLineEventIds } from './line-event-ids'
import { lineToEvent, textOfLine } from './line-to-event'
import { formatOfReplay } from './replay-format'
import type { ReplayOptions } from './replay-options'
import type { ReplayPosition } from './replay-progress'
import { createReplayWriter, type ReplayWriter } from './replay-writer'

const BATCH = 4_000
const REPORT_MS = 200
/**
 * Lines due within this time are sent together: a sleep lasts at least this long, and at most the other, so that changes are
 * noticed.
 */
const TICK_MS = 50
const SLEEP_MS = 1_000
/** A file without an event in this many lines has another format: the rest would only fill the dead letters. */
const HOPELESS_LINES = 10_000
const HOPELESS_BYTES = 64 << 20
/** The reason of dead letters that are no whole line. */
export const REST_OF_LINE = 'it is the rest of a line whose beginning was replayed before the line was complete'

/**
 * Appends a file's lines to the log as events and returns when all are there or the signal aborts. It starts where a replay of
 * the same file stopped, or at the lines the file has grown by since. Each line becomes an event or a dead letter. Throws the
 * file's faults, `replay-unsupported`, and `replay-nothing-parsed` when there was no event.
 */
export async function replay(options: ReplayOptions): Promise<void> {
  const { path, file } = options.job
  try {
    await replayFile(options)
  } catch (thrown) {
    // An uploaded file has another name on disk, which the user does not know.
    throw withFileName(thrown, path, file)
  }
}

/** Replays of copies of one file share one progress: run in parallel, they would add the same lines twice. */
async function replayFile(options: ReplayOptions): Promise<void> {
  const { oneAtATime, signal } = options
  const known = await oneAtATime.run('know', signal, () => findEarlierReplay(options))
  if (!known) return
  await oneAtATime.run(`replay:${known.identity}`, signal, async () =>
    replayFrom(options, await positionOfReplay(options, known)),
  )
}

async function replayFrom(options: ReplayOptions, found: FoundReplay): Promise<void> {
  const { job, dataset, lines, signal } = options
  const { parse, from } = await formatOfReplay(options, found.position)
  const idOf = createLineEventIds(found.identity)
  const writer = createReplayWriter(options, found.identity, from)
  const progress = createProgress(options, found.earlier)
  const awaitTurn = createTurns(options, writer, progress.tell)
  progress.tell({ ...from, done: from.offset >= job.bytes && from.events > 0 })

  if (from.offset < job.bytes && !isHopeless(from)) {
    let restOfLine = from.cut
    const take = async (line: Line): Promise<boolean> => {
      const rest = restOfLine
      restOfLine = false
      if (rest && line.size === 0) {
        writer.pass(line)
        return true
      }
      const event = rest ? REST_OF_LINE : lineToEvent(line, parse, idOf)
      if (event === null) {
        writer.pass(line, headerOf(from.format, textOfLine(line)))
        return true
      }
      if (typeof event !== 'string' && !(await awaitTurn(Number(event[dataset.roles.time])))) return false
      writer.take(line, event)
      return writer.waiting < BATCH || flush()
    }
    const flush = async (): Promise<boolean> => {
      if (!(await writer.flush(false))) return false
      progress.tell(writer.kept)
      return true
    }
    try {
      for await (const batch of lines.read(job.path, from, job.bytes, signal, job.fileId)) {
        for (const line of batch) if (!(await take(line))) return
        if (!(await flush())) return
        if (isHopeless(writer.position)) break
      }
      if (signal.aborted || !(await writer.flush(!isHopeless(writer.position)))) return
      // A replay without any event has failed; it is not done.
      if (writer.kept.events > 0 || job.follow) progress.tell(writer.kept)
    } finally {
      // If the log is deleted, only the last news has the lines that were in it.
      progress.last(writer.kept)
    }
  }
  if (writer.kept.events === 0 && (!job.follow || isHopeless(writer.kept))) {
    const { file } = job
    throw new FaultError({ code: 'replay-nothing-parsed', file, dataset: dataset.name, lines: writer.kept.line })
  }
}

/** Waits until an event with this time is due, with all earlier events on disk; resolves with false on abort. */
function createTurns(
  { job, clock, signal }: ReplayOptions,
  writer: ReplayWriter,
  tell: (position: ReplayPosition) => void,
) {
  const pace = createEventTimePace(job.speed, clock)
  return async (eventTime: number): Promise<boolean> => {
    for (let wait = pace.wait(eventTime); wait > 0; wait = pace.wait(eventTime)) {
      if (!(await writer.flush(false))) return false
      tell(writer.kept)
      await clock.sleep(Math.min(SLEEP_MS, Math.max(TICK_MS, wait)), signal)
      if (signal.aborted) return false
    }
    return true
  }
}

function createProgress({ job, clock, report }: ReplayOptions, earlier: EarlierReplay | null) {
  let reportedAt = Number.NEGATIVE_INFINITY
  let reported: ReplayPosition | null = null
  const reportNow = (position: ReplayPosition) => {
    const { offset, line, cut: _, header: __, ...figures } = position
    reportedAt = clock.elapsed()
    reported = position
    const bytesDone = Math.min(offset, job.bytes)
    report.progress({ id: job.id, bytes: job.bytes, bytesDone, lines: line, ...figures, earlier, fault: null })
  }
  return {
    tell(position: ReplayPosition) {
      if (clock.elapsed() - reportedAt >= REPORT_MS || position.done) reportNow(position)
    },
    last(position: ReplayPosition) {
      if (position !== reported && !position.done) reportNow(position)
    },
  }
}

function isHopeless({ events, line, offset }: ReplayPosition): boolean {
  return events === 0 && (line >= HOPELESS_LINES || offset >= HOPELESS_BYTES)
}

/** How long all later events wait behind the first one that is not due yet. */
export interface EventTimePace {
  /** Milliseconds until the event is due, at most 0 when it is. Events out of order are due at once. */
  wait(eventTime: number): number
}

/** Lets event time pass `speed` times as fast as the clock, from the first event on. */
export function createEventTimePace(speed: ReplaySpeed, clock: Clock): EventTimePace {
  if (speed === 'max') return { wait: () => 0 }
  let start: { readonly clock: number; readonly event: number } | null = null
  return {
    wait(eventTime) {
      start ??= { clock: clock.elapsed(), event: eventTime }
      return start.clock + (eventTime - start.event) / speed - clock.elapsed()
    },
  }
}
