import type { FlowPorts } from '@main/ports'
import type { Dataset } from '@shared/model/dataset'

/**
 * Has windows counted again for which records of other producers are counted that the log at hand does not have: it would hold back their
 * reports for ever. The sink reads from its committed position on, so that goes back first; what it meets in the store again it leaves.
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
