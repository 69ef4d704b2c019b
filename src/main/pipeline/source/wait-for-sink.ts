import type { Clock } from '@main/ports/clock'
import type { EventLog } from '@main/ports/event-log'
import type { DatasetName } from '@shared/model/dataset'

/** Records the sink may be behind before a source that could go faster waits for it. */
const LAG_LIMIT = 200_000
const CHECK_MS = 20

/** Resolves when the sink is near enough to the log's end, or on abort. */
export async function waitForSink(log: EventLog, topic: DatasetName, clock: Clock, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const [{ end }, committed] = await Promise.all([log.offsets(topic), log.committed(topic)])
    const lag = end.reduce((sum, next, partition) => sum + next - (committed[partition] ?? 0), 0)
    if (lag <= LAG_LIMIT) return
    await clock.sleep(CHECK_MS, signal)
  }
}
