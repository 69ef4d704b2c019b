import type { Clock } from '@main/ports/clock'
import type { EventLog } from '@main/ports/event-log'
import type { DatasetName } from '@shared/model/dataset'

/** Records the sink may be behind before a source that could go faster waits for it. */
const LAG_LIMIT = 200_000
/** How often to look whether it has come nearer. */
export const LAG_CHECK_MS = 20

export async function sinkIsFarBehind(log: EventLog, topic: DatasetName): Promise<boolean> {
  const [{ end }, committed] = await Promise.all([log.offsets(topic), log.committed(topic)])
  return end.reduce((lag, next, partition) => lag + next - (committed[partition] ?? 0), 0) > LAG_LIMIT
}

/** Resolves when the sink is near enough to the log's end, or on abort. */
export async function waitForSink(log: EventLog, topic: DatasetName, clock: Clock, signal: AbortSignal): Promise<void> {
  while (!signal.aborted && (await sinkIsFarBehind(log, topic))) await clock.sleep(LAG_CHECK_MS, signal)
}
