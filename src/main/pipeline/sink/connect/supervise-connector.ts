import type { ConnectorStatus, SinkConnector } from '@main/ports/sink-connector'
import { backoff } from '@shared/lib/backoff'
import { assertNever } from '@shared/model/assert-never'
import type { Dataset } from '@shared/model/dataset'
import { type Fault, FaultError } from '@shared/model/fault'
import type { StageContext } from '../../stage'

const POLL_MS = 1_000
/** How often the connector's configuration is compared: another user may have changed it. */
const COMPARE_MS = 15_000
const BACKOFF_MS = [1_000, 2_000, 5_000, 15_000, 30_000] as const
/** A task that ran this long was a good one: its next failure restarts the back-off. */
const GOOD_RUN_MS = 60_000

/**
 * Keeps one connector configured and running as wanted. Reports faults, and calls `onStatus` with every state. Throws
 * `connector-failed` when the connector was removed: then the handover must create it again.
 */
export async function superviseConnector(
  context: StageContext,
  connector: SinkConnector,
  dataset: Dataset,
  onStatus: (status: ConnectorStatus) => void,
): Promise<void> {
  const { ports, tell, signal } = context
  const { clock } = ports
  let reported: string | null = null
  let failures = 0
  let restartAt = Number.NEGATIVE_INFINITY
  let runningSince: number | null = null
  let comparedAt = clock.elapsed()
  let missing = false

  const reportOnce = (fault: Fault | null) => {
    const text = JSON.stringify(fault)
    if (text !== reported) tell('fault', fault)
    reported = text
  }

  const restart = async (reason: string) => {
    reportOnce({ code: 'connector-failed', connector: dataset.name, reason })
    if (runningSince !== null && clock.elapsed() - runningSince > GOOD_RUN_MS) failures = 0
    runningSince = null
    if (clock.elapsed() < restartAt) return
    await connector.restart(dataset.name)
    restartAt = clock.elapsed() + backoff(++failures, BACKOFF_MS)
  }

  const keep = async (status: ConnectorStatus) => {
    switch (status.state) {
      case 'missing':
        missing = true
        return
      case 'stopped':
      case 'paused':
        return connector.resume(dataset.name)
      case 'failed':
        return restart(status.reason)
      case 'starting':
        return
      case 'running':
        runningSince ??= clock.elapsed()
        return reportOnce(null)
      default:
        return assertNever(status)
    }
  }

  while (!signal.aborted) {
    if (missing) {
      throw new FaultError({ code: 'connector-failed', connector: dataset.name, reason: 'another user removed it' })
    }
    try {
      const status = await connector.status(dataset.name)
      onStatus(status)
      await keep(status)
      if (clock.elapsed() - comparedAt >= COMPARE_MS) {
        comparedAt = clock.elapsed()
        await connector.ensure(dataset)
      }
    } catch (thrown) {
      if (signal.aborted) return
      const known = thrown instanceof FaultError && OF_CONNECT.has(thrown.fault.code)
      if (!known) throw thrown
      reportOnce(thrown.fault)
    }
    await clock.sleep(POLL_MS, signal)
  }
}

/** What continues without Kafka Connect: the log keeps the waiting records, and stored rows stay stored. */
const OF_CONNECT: ReadonlySet<Fault['code']> = new Set(['connect-unavailable', 'connector-failed'])
