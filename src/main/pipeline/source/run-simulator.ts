import type { Clock } from '@main/ports/clock'
import type { EventLog } from '@main/ports/event-log'
import type { EventCodec } from '@main/ports/schema-registry'
import type { Dataset } from '@shared/model/dataset'
import type { ProducerSettings } from '@shared/model/settings'
import { z } from 'zod'
import { createBatchBuilder } from './batch-builder'
import { dailyRhythm } from './daily-rhythm'
import { createEventGenerator, type EventGenerator } from './event-generator'
import { createPacer } from './pacer'
import { retryWhileFull } from './retry-while-full'
import { createDisturbedFlow, type DisturbedFlow } from './scenarios/disturbed-flow'
import { LAG_CHECK_MS, sinkIsFarBehind } from './sink-lag'
import type { SourceReport } from './source-report'
import { yieldToEventLoop } from './yield-to-event-loop'

const TICK_MS = 50
/** Events per append: enough to make the disk's share of each small, few enough to free the thread soon. */
const BATCH = 4_000
/** More runs than one start of the app makes: each start of the source and each change of the seed is a run. */
const RUNS_PER_START = 1_000

/** The simulator's progress in this data directory. */
const Progress = z.object({ run: z.number().int(), events: z.number().int() })
type Progress = z.infer<typeof Progress>

export interface SimulatorOptions {
  readonly dataset: Dataset
  readonly codec: EventCodec
  readonly log: EventLog
  readonly clock: Clock
  /** Read at every tick, so that a change takes effect at once. */
  readonly settings: () => ProducerSettings
  /** The number of times the data directory was opened, including this time. */
  readonly starts: number
  readonly report: SourceReport
  readonly signal: AbortSignal
}

/** Generates events in real time and appends them at the configured rate until the signal aborts. */
export async function runSimulator(options: SimulatorOptions): Promise<void> {
  const { dataset, log, clock, settings, signal } = options
  const id = sourceOf(dataset)
  const batches = createBatchBuilder(dataset, options.codec)
  const kept = await readProgress(log, id)
  let { events } = kept
  // A log that was replaced or truncated has lost runs whose events are stored: their ids must not repeat.
  let run = Math.max(kept.run, (options.starts - 1) * RUNS_PER_START)
  let simulator: EventGenerator | null = null
  let disturbed: DisturbedFlow | null = null
  let disturbedBy: ProducerSettings['scenario'] = null
  let { seed } = settings()
  const { rate } = settings()
  const pacer = createPacer({ rate, rhythm: steady, startMs: clock.now(), seed })

  while (!signal.aborted) {
    const wanted = settings()
    if (!wanted.enabled) {
      pacer.skipTo(clock.now())
      await clock.sleep(TICK_MS, signal)
      continue
    }
    if (!simulator || wanted.seed !== seed) {
      // Another seed is another run: the ids of earlier events must not repeat.
      seed = wanted.seed
      run++
      simulator = createEventGenerator({ seed, run })
      disturbedBy = null
      disturbed = null
    }
    if (!sameScenario(wanted.scenario, disturbedBy)) {
      disturbedBy = wanted.scenario
      simulator.disturb(null)
      disturbed = disturbedBy && createDisturbedFlow(simulator, disturbedBy, seed)
    }
    simulator.setErrorRates(wanted.errorRates)
    pacer.setRate(wanted.rate, wanted.dailyRhythm ? dailyRhythm : steady)
    if (wanted.rate === 'max' && (await sinkIsFarBehind(log, dataset.name))) {
      await clock.sleep(LAG_CHECK_MS, signal)
      continue
    }
    const times = pacer.due(clock.now(), BATCH)
    if (times.length > 0) {
      const batch = batches.start()
      if (disturbed) {
        for (const time of times) {
          for (const { event, damaged } of disturbed.next(time)) batches.add(batch, event, damaged)
        }
      } else for (const time of times) batches.add(batch, simulator.next(time))
      const made = batch.records.length
      const progress = { run, events: events + made } satisfies Progress
      const mark = { id, produced: batch.produced, progress: JSON.stringify(progress) }
      if (made > 0 && !(await retryWhileFull(options, () => log.append(dataset.name, batch.records, mark)))) return
      events += made
      options.report.count(made)
    }
    if (times.length < BATCH) await clock.sleep(TICK_MS, signal)
    else await yieldToEventLoop()
  }
}

/** Settings are copied between threads, so a scenario is identified by its start time. */
function sameScenario(a: ProducerSettings['scenario'], b: ProducerSettings['scenario']): boolean {
  return a === b || (a !== null && b !== null && a.startedAt === b.startedAt && a.scenario.name === b.scenario.name)
}

function steady(): number {
  return 1
}

function sourceOf(dataset: Dataset): string {
  return `simulator:${dataset.name}`
}

async function readProgress(log: EventLog, id: string): Promise<Progress> {
  const kept = await log.progress(id)
  return kept === null ? { run: 0, events: 0 } : Progress.parse(JSON.parse(kept))
}
