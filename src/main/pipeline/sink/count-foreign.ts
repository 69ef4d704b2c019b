import type { FlowPorts } from '@main/ports'
import type { Dataset } from '@shared/model/dataset'
import { type Seen, windowOfSeen } from './dataset-sink'

/**
 * Counts the records of other producers for their windows. Await this before any of the records is stored: otherwise a window
 * could look complete while one of its records is on its way.
 */
export async function countForeign(
  { foreign }: Pick<FlowPorts, 'foreign'>,
  dataset: Dataset,
  seen: readonly Seen[],
): Promise<void> {
  if (foreign === null) return
  const counted = seen.flatMap((one) => {
    const window = one.record.foreign ? windowOfSeen(one) : null
    return window === null
      ? []
      : [{ epoch: one.record.epoch, partition: one.partition, offset: one.offset, window, records: one.record.records }]
  })
  await foreign.add(dataset.name, counted)
}
