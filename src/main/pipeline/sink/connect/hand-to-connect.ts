import type { SinkConnector } from '@main/ports/sink-connector'
import type { Dataset } from '@shared/model/dataset'
import type { StageContext } from '../../stage'
import { startPosition } from '../start-position'

/**
 * Starts the connector at the first record that is not stored, in any starting state: after the built-in sink, after an earlier
 * run of the connector, or after a crash of Millrace during this handover. An open landing table means that the handover was
 * complete already; then the connector continues from its own position.
 */
export async function handToConnect(
  { ports, signal }: StageContext,
  connector: SinkConnector,
  dataset: Dataset,
): Promise<void> {
  const { landing } = ports.store
  const ensured = await connector.ensure(dataset)
  const epochs = await ports.log.epochs(dataset.name)
  if (ensured === 'created' || !(await landing.isOpen(dataset, epochs))) {
    await connector.stop(dataset.name, signal)
    await landing.close(dataset)
    const { from } = await startPosition(ports, dataset)
    await connector.moveTo(dataset, from, signal)
    await ports.log.commit(dataset.name, from)
    await landing.open(dataset, epochs)
  }
  await connector.resume(dataset.name)
}
