import type { SinkConnector } from '@main/ports/sink-connector'
import type { Dataset } from '@shared/model/dataset'
import type { StageContext } from '../../stage'
import { positionOf } from '../position'

/**
 * Makes the connector store what is not stored yet, from wherever things were left: by the built-in sink, by itself, or by a Millrace
 * that died amid this. An open landing table says that it is the connector's turn already; then it goes on where it stands.
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
    const { from } = await positionOf(ports, dataset)
    await connector.moveTo(dataset, from, signal)
    await ports.log.commit(dataset.name, from)
    await landing.open(dataset, epochs)
  }
  await connector.resume(dataset.name)
}
