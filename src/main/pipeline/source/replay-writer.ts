import type { NewDeadLetter } from '@main/ports/dead-letters'
import type { Line } from '@main/ports/line-file'
import type { Event } from '@shared/model/dataset'
import { FaultError } from '@shared/model/fault'
import { windowOf } from '@shared/model/window'
import { createBatches } from './batch'
import type { ReplayOptions } from './replay-options'
import { type ReplayPlace, replaySource } from './replay-progress'
import { retryWhileFull } from './retry-while-full'
import { waitForSink } from './sink-lag'

/** Gathers a replay's lines and puts them into the log and the dead letters, together with how far it has come. */
export interface ReplayWriter {
  /** What is on disk. */
  readonly kept: ReplayPlace
  /** With the lines taken since then. */
  readonly place: ReplayPlace
  /** Lines taken and not yet on disk. */
  readonly waiting: number
  /** Takes the next line: its event, or in words why there is none. */
  take(line: Line, event: Event | string): void
  /** Passes over the ending of a line that was taken before it had one. */
  pass(line: Line): void
  /** Resolves with true once all of it is on disk, with false on abort: then it may be or not. */
  flush(done: boolean): Promise<boolean>
}

export function createReplayWriter(options: ReplayOptions, identity: string, from: ReplayPlace): ReplayWriter {
  const { job, dataset, log, clock, report, signal } = options
  const batches = createBatches(dataset, options.codec)
  let kept = from
  let place = from
  let batch = batches.start()
  let letters: NewDeadLetter[] = []

  /** Null, or why the event does not fit its schema. */
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
      place: { kind: 'file', file: job.file, replay: identity, line: line.number },
      reason,
      body: line.bytes,
      window: time === null ? null : windowOf(time),
    })
  }

  return {
    get kept() {
      return kept
    },
    get place() {
      return place
    },
    get waiting() {
      return place.line - kept.line
    },
    take(line, event) {
      const time = typeof event === 'string' ? null : Number(event[dataset.roles.time])
      const reason = typeof event === 'string' ? event : encode(event)
      if (reason !== null) refuse(line, reason, time)
      const counts = {
        events: place.events + (reason === null ? 1 : 0),
        deadLetters: place.deadLetters + (reason === null ? 0 : 1),
      }
      place = { ...place, ...counts, offset: line.end, line: line.number, done: false, cut: !line.whole }
      if (reason === null && time !== null) {
        place.firstEventTime = Math.min(time, place.firstEventTime ?? time)
        place.eventTime = Math.max(time, place.eventTime ?? time)
      }
    },
    pass(line) {
      place = { ...place, offset: line.end, line: line.number, cut: !line.whole }
    },
    async flush(done) {
      if (place === kept && !done) return true
      // Dead letters first: once the mark has passed a line, nobody reads it again.
      if (letters.length > 0 && !(await retryWhileFull(options, () => options.deadLetters.add(letters)))) return false
      await waitForSink(log, dataset.name, clock, signal)
      if (signal.aborted) return false
      const next = { ...place, done }
      const mark = { id: replaySource(identity), produced: batch.produced, progress: JSON.stringify(next) }
      if (!(await retryWhileFull(options, () => log.append(dataset.name, batch.records, mark)))) return false
      report.count(batch.records.length)
      kept = next
      place = next
      batch = batches.start()
      letters = []
      return true
    },
  }
}
