import type { Clock } from '@main/ports/clock'
import type { EventLog } from '@main/ports/event-log'
import type { DatasetName } from '@shared/model/dataset'

/** The number of records that the sink may be behind before a faster source waits for it. */
const LAG_LIMIT = 200_000
/** How often the lag is checked, ms. */
export const LAG_CHECK_MS = 20

export async function sinkIsFarBehind(log: EventLog, topic: DatasetName): Promise<boolean> {
  const [{ end }, committed] = await Promise.all([log.offsets(topic), log.committed(topic)])
  return end.reduce((lag, next, partition) => lag + next - (committed[partition] ?? 0), 0) > LAG_LIMIT
}

/** Resolves when the lag is small enough, or on abort. */
export async function waitForSink(log: EventLog, topic: DatasetName, clock: Clock, signal: AbortSignal): Promise<void> {
  while (!signal.aborted && (await sinkIsFarBehind(log, topic))) await clock.sleep(LAG_CHECK_MS, signal)
}
