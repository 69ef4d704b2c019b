import type { FlowPorts } from '@main/ports'
import type { Dataset } from '@shared/model/dataset'
import { type Seen, windowOfSeen } from './record-decoder'

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

/**
 * Corrects windows whose count of other producers' records includes records that the current log does not have: such a count
 * would delay the window's report forever. The sink reads from its committed position, so the position goes back first; records
 * that the store already has are skipped.
 */
export async function recountForeign(
  { foreign, log }: Pick<FlowPorts, 'foreign' | 'log'>,
  { name }: Dataset,
): Promise<void> {
  if (foreign === null) return
  const [epochs, { end }] = [await log.epochs(name), await log.offsets(name)]
  const from = await foreign.recountFrom(name, epochs, end)
  if (!from.some(Number.isFinite)) return
  const committed = await log.committed(name)
  const back = committed.map((offset, partition) => Math.min(offset, from[partition] ?? offset))
  await log.commit(name, back)
  await foreign.forgetLost(name, epochs, end)
}
