import { availableParallelism, totalmem } from 'node:os'
import { keptOffsets } from '@main/ports/kept-offsets'
import { DEFAULT_DATASET } from '@shared/model/dataset'
import type { ScaleMeasurements } from '@shared/model/scale-plan'
import { api } from './base'
import type { ApiContext } from './context'
import { datasetOf } from './dataset-of'
import { polled } from './throttle-and-poll'

const EVERY_MS = 5_000
const WINDOWS = 60
/** Fewer say little about an average. */
const ENOUGH_EVENTS = 10_000

export const scale = {
  measured: api.scale.measured.handler(async function* ({ context, signal }) {
    yield* polled(() => measurements(context), context.ports.clock, EVERY_MS, signal)
  }),
}

async function measurements(context: ApiContext): Promise<ScaleMeasurements> {
  const { name, partitions } = datasetOf(context, DEFAULT_DATASET)
  const { log, store } = context.settings.feed.value
  const rows = await context.windows.tracker.rows(name, { limit: WINDOWS })
  const { graceMs } = context.settings.feed.value.windows
  return {
    backend: context.info.backend,
    cores: availableParallelism(),
    machineMemoryBytes: totalmem(),
    partitions,
    samples: [...context.load.value],
    windows: rows.flatMap(({ counts, reportReadyMs, filled, state }) =>
      state === 'complete' && !filled && counts.analysed !== null && reportReadyMs !== null
        ? [{ events: counts.analysed, reportMs: Math.max(0, reportReadyMs - graceMs) }]
        : [],
    ),
    logBytes: await logBytes(context, name),
    storeBytes: await storeBytes(context, name),
    logHours: log.maxAgeHours,
    logMaxBytes: log.maxBytes,
    storeDays: store.ttlDays,
  }
}

/** The bytes of an event in the log; null while the log is short or away. */
async function logBytes({ ports: { log } }: ApiContext, topic: string): Promise<number | null> {
  try {
    const [{ bytes }, events] = [await log.usage(topic), keptOffsets(await log.offsets(topic))]
    return events < ENOUGH_EVENTS ? null : bytes / events
  } catch {
    return null
  }
}

async function storeBytes({ ports: { store } }: ApiContext, dataset: string): Promise<number | null> {
  try {
    const { rows, bytes } = await store.usage(dataset)
    return rows < ENOUGH_EVENTS ? null : bytes / rows
  } catch {
    return null
  }
}
