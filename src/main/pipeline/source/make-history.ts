import type { Clock } from '@main/ports/clock'
import type { EventLog } from '@main/ports/event-log'
import type { EventCodec } from '@main/ports/schema-registry'
import type { Dataset } from '@shared/model/dataset'
import type { ProducerSettings } from '@shared/model/settings'
import { z } from 'zod'
import type { HistoryProgress, HistoryRequest } from '../stage'
import { createBatchBuilder } from './batch-builder'
import { dailyRhythm } from './daily-rhythm'
import { createEventGenerator } from './event-generator'
import { createPacer } from './pacer'
import { retryWhileFull } from './retry-while-full'
import { waitForSink } from './sink-lag'
import type { SourceReport } from './source-report'
import { yieldToEventLoop } from './yield-to-event-loop'

/** Event time that is made in one step: the pacer catches up on no more. */
const STEP_MS = 1_000
/** Events per append: the live simulator waits on the same thread meanwhile, and must not miss its time. */
const BATCH = 4_000
const REPORT_MS = 200
/** Far from the runs of the live simulator, which count up from 0: event ids never repeat. */
const FIRST_RUN = -1_000
const RUNS_PER_START = 1_000

/** The progress in the log, saved with the events. */
const Progress = z.object({ attempt: z.number().int(), events: z.number().int(), reached: z.number().int() })
type Progress = z.infer<typeof Progress>

export interface HistoryOptions {
  readonly request: HistoryRequest
  readonly dataset: Dataset
  readonly codec: EventCodec
  readonly log: EventLog
  readonly clock: Clock
  readonly settings: Pick<ProducerSettings, 'seed' | 'errorRates' | 'dailyRhythm'>
  /** The number of times the data directory was opened, including this time. */
  readonly starts: number
  readonly report: SourceReport & { progress(progress: HistoryProgress): void }
  readonly signal: AbortSignal
}

/**
 * Lets the simulator make the events of earlier minutes, as fast as the sink takes them, without any scenario. Continues where an
 * earlier attempt stopped; returns when all are in the log, or on abort.
 */
export async function makeHistory(options: HistoryOptions): Promise<void> {
  const { request, dataset, log, clock, settings, report, signal } = options
  const id = `history:${dataset.name}`
  const kept = await readProgress(log, id)
  const attempt = kept.attempt + 1
  let { events, reached } = kept.reached > request.reached ? kept : request
  const generator = createEventGenerator({
    seed: settings.seed,
    run: FIRST_RUN - options.starts * RUNS_PER_START - attempt,
  })
  generator.setErrorRates(settings.errorRates)
  const rhythm = settings.dailyRhythm ? dailyRhythm : () => 1
  const pacer = createPacer({ rate: request.rate, rhythm, startMs: reached, seed: settings.seed })
  const batches = createBatchBuilder(dataset, options.codec)
  let batch = batches.start()
  let reportedAt = Number.NEGATIVE_INFINITY

  while (reached < request.to && !signal.aborted) {
    let made = reached
    while (made < request.to && batch.records.length < BATCH) {
      const until = Math.min(made + STEP_MS, request.to)
      // The limit is never reached: a step is one second of at most a few thousand events.
      for (const time of pacer.due(until, Number.MAX_SAFE_INTEGER)) {
        batches.add(batch, generator.next(Math.min(time, until - 1)))
      }
      made = until
    }
    await waitForSink(log, dataset.name, clock, signal)
    if (signal.aborted) break
    const progress: Progress = { attempt, events: events + batch.records.length, reached: made }
    const mark = { id, produced: batch.produced, progress: JSON.stringify(progress) }
    if (!(await retryWhileFull(options, () => log.append(dataset.name, batch.records, mark)))) break
    report.count(batch.records.length)
    events = progress.events
    reached = made
    batch = batches.start()
    await yieldToEventLoop()
    if (clock.elapsed() - reportedAt < REPORT_MS) continue
    reportedAt = clock.elapsed()
    report.progress({ events, reached, fault: null })
  }
  report.progress({ events, reached, fault: null })
}

async function readProgress(log: EventLog, id: string): Promise<Progress> {
  const kept = await log.progress(id)
  return kept === null ? { attempt: 0, events: 0, reached: 0 } : Progress.parse(JSON.parse(kept))
}
