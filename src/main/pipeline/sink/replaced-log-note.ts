import type { FlowPorts } from '@main/ports'
import { type EpochRange, epochRanges, type LogEpoch } from '@main/ports/log-epochs'
import type { StoredEpoch } from '@main/ports/store'
import type { Dataset } from '@shared/model/dataset'
import type { Fault } from '@shared/model/fault'

/**
 * A note that the log turned out to be an older copy, or a different one, when it was opened: the store holds later events that
 * the log does not have. The user need not do anything. Once an event of the log's new life is stored, the note is not repeated.
 */
export async function replacedLog(
  { store, log }: Pick<FlowPorts, 'store' | 'log'>,
  dataset: Dataset,
): Promise<Fault | null> {
  const epochs = await log.epochs(dataset.name)
  const ranges = epochRanges(epochs)
  const stored = await store.storedEpochs(dataset)
  if (stored.some(({ epoch }) => epoch === epochs.at(-1)?.epoch)) return null
  const since = stored.filter((one) => isForeign(one, epochs) || isCut(one, epochs, ranges))
  if (since.length === 0) return null
  const events = await store.countOutside(
    dataset,
    since.map(({ epoch }) => epoch),
    ranges,
  )
  return events === 0 ? null : { code: 'log-replaced', dataset: dataset.name, events }
}

/**
 * Epochs grow with time: an epoch that the log does not know, and that is newer than its last life, belonged to the log in
 * between.
 */
function isForeign({ epoch }: StoredEpoch, epochs: readonly LogEpoch[]): boolean {
  return !epochs.some((known) => known.epoch === epoch) && epoch > (epochs.at(-2)?.epoch ?? Number.NEGATIVE_INFINITY)
}

/** The current epoch began within the stored range of an earlier one. */
function isCut({ epoch, partition, next }: StoredEpoch, epochs: readonly LogEpoch[], ranges: readonly EpochRange[]) {
  const current = epochs.at(-1)
  if (!current || current.epoch === epoch || !epochs.some((known) => known.epoch === epoch)) return false
  const cutAt = current.since[partition] ?? 0
  const end = ranges.find((range) => range.epoch === epoch && range.partition === partition)?.to ?? cutAt
  return end === cutAt && next > cutAt
}
