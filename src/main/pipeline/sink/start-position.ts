import type { FlowPorts } from '@main/ports'
import type { DeadLetters } from '@main/ports/dead-letters'
import { type EpochRange, epochRanges } from '@main/ports/log-epochs'
import type { StoredEpoch } from '@main/ports/store'
import type { Dataset } from '@shared/model/dataset'
import { FaultError } from '@shared/model/fault'

export interface StartPosition {
  /** Per partition: every record logged before this offset is stored, or is a dead letter. */
  readonly from: readonly number[]
  /** Per partition: records from this offset on cannot be stored yet; records before it may be. */
  readonly to: readonly number[]
}

/**
 * Where a sink begins. Below an epoch's highest stored offset there may be gaps: a batch of several days is stored day by day,
 * and Kafka Connect stores in its own order. Everything before the log's committed offsets is stored; between the committed and
 * the highest stored offset the sink looks into the store. The log knows which epochs it contains, and where each of them ends.
 * Throws `log-behind-store` when the log has lost records of an epoch that it still appends to.
 */
export async function startPosition(
  { store, log, deadLetters }: Pick<FlowPorts, 'store' | 'log' | 'deadLetters'>,
  dataset: Dataset,
): Promise<StartPosition> {
  const stored = await store.storedEpochs(dataset)
  const ranges = epochRanges(await log.epochs(dataset.name))
  const { start, end } = await log.offsets(dataset.name)
  const committed = await log.committed(dataset.name)
  const positions = await Promise.all(
    end.map(async (logEnd, partition) => {
      const own = ranges.filter((range) => range.partition === partition)
      const { from, to } = await positionIn(deadLetters, dataset, own, stored, logEnd)
      return { from: Math.max(Math.min(from, committed[partition] ?? 0), start[partition] ?? 0), to }
    }),
  )
  return { from: positions.map(({ from }) => from), to: positions.map(({ to }) => to) }
}

/** The start in one partition, given the ranges stored of it. Before `from` nothing is missing, except for gaps. */
async function positionIn(
  deadLetters: Pick<DeadLetters, 'ofRecord'>,
  dataset: Dataset,
  ranges: readonly EpochRange[],
  stored: readonly StoredEpoch[],
  logEnd: number,
): Promise<{ from: number; to: number }> {
  let from: number | null = null
  let to = 0
  for (const { epoch, partition, from: first, to: last } of ranges) {
    const reached = stored.find((one) => one.epoch === epoch && one.partition === partition)?.next ?? first
    if (reached > logEnd && last === Number.POSITIVE_INFINITY) {
      throw new FaultError({ code: 'log-behind-store', dataset: dataset.name, partition, logEnd, stored: reached - 1 })
    }
    const end = Math.min(last, logEnd)
    let next = Math.min(Math.max(reached, first), end)
    if (next > first) to = next
    if (from !== null) continue
    // Rejected records at its end are no reason to read everything after them again.
    while (next < end && (await deadLetters.ofRecord(dataset.name, { epoch, partition, offset: next })) !== null) next++
    if (next < end) from = next
  }
  return { from: from ?? logEnd, to }
}
