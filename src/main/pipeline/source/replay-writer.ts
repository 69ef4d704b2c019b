import type { NewDeadLetter } from '@main/ports/dead-letters'
import type { Line } from '@main/ports/line-file'
import type { Event } from '@shared/model/dataset'
import { FaultError } from '@shared/model/fault'
import { windowOf } from '@shared/model/window'
import { createBatchBuilder } from './batch-builder'
import type { ReplayOptions } from './replay-options'
import { type ReplayPosition, replaySource } from './replay-progress'
import { retryWhileFull } from './retry-while-full'
import { waitForSink } from './sink-lag'

/** Collects a replay's lines and writes them to the log and the dead letters, together with its progress. */
export interface ReplayWriter {
  /** The progress on disk. */
  readonly kept: ReplayPosition
  /** The progress including the lines added since then. */
  readonly position: ReplayPosition
  /** The number of lines added and not yet on disk. */
  readonly waiting: number
  /** Adds the next line: its event, or the reason why there is none. */
  take(line: Line, event: Event | string): void
  /** Skips a header or comment, or the ending of a line that was added before it had one. A header that names columns is kept. */
  pass(line: Line, header?: string | null): void
  /** Resolves with true once all of it is on disk. Resolves with false on abort: then it may be on disk or not. */
  flush(done: boolean): Promise<boolean>
}

export function createReplayWriter(options: ReplayOptions, identity: string, from: ReplayPosition): ReplayWriter {
  const { job, dataset, log, clock, report, signal } = options
  const batches = createBatchBuilder(dataset, options.codec)
  let kept = from
  let position = from
  let batch = batches.start()
  let letters: NewDeadLetter[] = []

  /** Null, or the reason why the event does not fit its schema. */
  const encode = (event: Event): string | null => {
    try {
      batches.add(batch, event)
      return null
    } catch (thrown) {
      if (thrown instanceof FaultError && thrown.fault.code === 'event-invalid') return thrown.fault.problem
      throw thrown
    }
  }
  const refuse = (line: Line, reason: string, time: number | null) => {
    letters.push({
      dataset: dataset.name,
      place: {
        ...{ kind: 'file', file: job.file, replay: identity, line: line.number },
        ...(position.format === null ? {} : { format: position.format }),
        ...(position.header === null ? {} : { header: position.header }),
      },
      reason,
      body: line.bytes,
      window: time === null ? null : windowOf(time),
    })
  }

  return {
    get kept() {
      return kept
    },
    get position() {
      return position
    },
    get waiting() {
      return position.line - kept.line
    },
    take(line, event) {
      const time = typeof event === 'string' ? null : Number(event[dataset.roles.time])
      const reason = typeof event === 'string' ? event : encode(event)
      if (reason !== null) refuse(line, reason, time)
      const counts = {
        events: position.events + (reason === null ? 1 : 0),
        deadLetters: position.deadLetters + (reason === null ? 0 : 1),
      }
      position = { ...position, ...counts, offset: line.end, line: line.number, done: false, cut: !line.whole }
      if (reason === null && time !== null) {
        position.firstEventTime = Math.min(time, position.firstEventTime ?? time)
        position.eventTime = Math.max(time, position.eventTime ?? time)
      }
    },
    pass(line, header = null) {
      position = {
        ...position,
        header: header ?? position.header,
        offset: line.end,
        line: line.number,
        cut: !line.whole,
      }
    },
    async flush(done) {
      if (position === kept && !done) return true
      // Dead letters first: once the saved position is past a line, the line is not read again.
      if (letters.length > 0 && !(await retryWhileFull(options, () => options.deadLetters.add(letters)))) return false
      await waitForSink(log, dataset.name, clock, signal)
      if (signal.aborted) return false
      const next = { ...position, done }
      const mark = { id: replaySource(identity), produced: batch.produced, progress: JSON.stringify(next) }
      if (!(await retryWhileFull(options, () => log.append(dataset.name, batch.records, mark)))) return false
      report.count(batch.records.length)
      kept = next
      position = next
      batch = batches.start()
      letters = []
      return true
    },
  }
}
