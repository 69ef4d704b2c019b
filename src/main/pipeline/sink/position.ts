import type { FlowPorts } from '@main/ports'
import type { Dataset } from '@shared/model/dataset'
import { FaultError } from '@shared/model/fault'

export interface Position {
  /** Per partition: everything logged before it is stored, or a dead letter. */
  readonly from: readonly number[]
  /** Per partition: what is logged from here on cannot be stored yet; before it, it may be. */
  readonly to: readonly number[]
}

/**
 * Where a sink begins. Below the highest stored offset there may be gaps: a batch of several days is stored day by day, and Kafka Connect
 * stores in an order of its own. Everything before the log's committed offsets is stored; between the two the sink looks into the store.
 * Throws `log-behind-store`.
 */
export async function positionOf(
  { store, log }: Pick<FlowPorts, 'store' | 'log'>,
  dataset: Dataset,
): Promise<Position> {
  const to = await store.nextOffsets(dataset)
  const { start, end } = await log.offsets(dataset.name)
  to.forEach((stored, partition) => {
    const logEnd = end[partition] ?? 0
    if (stored > logEnd) {
      throw new FaultError({ code: 'log-behind-store', dataset: dataset.name, partition, logEnd, stored: stored - 1 })
    }
  })
  const sound = await log.committed(dataset.name)
  const from = to.map((stored, partition) => Math.max(Math.min(stored, sound[partition] ?? 0), start[partition] ?? 0))
  return { from, to }
}
