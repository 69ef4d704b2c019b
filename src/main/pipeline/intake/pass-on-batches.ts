import type { FlowPorts } from '@main/ports'
import type { Dataset } from '@shared/model/dataset'
import { faultOf } from '@shared/model/fault'
import { type WindowStart, windowOf } from '@shared/model/window'
import { retryWhileFull } from '../source/retry-while-full'
import { waitForSink } from '../source/sink-lag'
import type { SourceReport } from '../source/source-report'

/** Records per append. */
const LIMIT = 5_000
const IDLE_MS = 50
const RETRY_MS = 1_000

interface Options {
  readonly ports: Pick<FlowPorts, 'clock' | 'intake' | 'log'>
  readonly dataset: Dataset
  readonly report: SourceReport
  readonly signal: AbortSignal
}

/**
 * Moves the batches that clients have sent into the log, each once, in the order in which they were taken, until the signal aborts. The log
 * keeps the id of the last batch in the same transaction as its records.
 */
export async function passOnBatches(options: Options): Promise<void> {
  const { ports, report, signal } = options
  let failing = false
  while (!signal.aborted) {
    try {
      await passOn(options)
      if (failing) report.fault(null)
      failing = false
    } catch (thrown) {
      if (signal.aborted) return
      failing = true
      report.fault(faultOf(thrown, 'Source'))
      await ports.clock.sleep(RETRY_MS, signal)
    }
  }
}

/** Passes on what waits and what comes, until the signal aborts. */
async function passOn({ ports, dataset: { name }, report, signal }: Options): Promise<void> {
  const { intake, log, clock } = ports
  const source = `intake:${intake.id}:${name}`
  let last = Number((await log.progress(source)) ?? 0)
  await intake.passedOn(name, last)
  while (!signal.aborted) {
    const batches = await intake.waiting(name, last, LIMIT)
    const newest = batches.at(-1)
    if (!newest) {
      await clock.sleep(IDLE_MS, signal)
      continue
    }
    await waitForSink(log, name, clock, signal)
    if (signal.aborted) return
    const records = batches.flatMap((batch) => batch.records)
    const produced = new Map<WindowStart, number>()
    for (const { eventTime } of records) produced.set(windowOf(eventTime), (produced.get(windowOf(eventTime)) ?? 0) + 1)
    const mark = { id: source, produced, progress: String(newest.id) }
    if (!(await retryWhileFull({ clock, report, signal }, () => log.append(name, records, mark)))) return
    last = newest.id
    report.count(records.length)
    await intake.passedOn(name, last)
  }
}
