import type { SinkConnector } from '@main/ports/sink-connector'
import type { Dataset } from '@shared/model/dataset'
import { FaultError } from '@shared/model/fault'
import type { StageContext } from '../../stage'
import type { RecordDecoder } from '../record-decoder'
import { startPosition } from '../start-position'

const AGAIN_MS = 5_000

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

/**
 * Stops Kafka Connect's connectors, so that the built-in sink may begin. If Kafka Connect does not answer, the closed landing
 * table keeps it out anyway. Returns the datasets whose connector is not known to have stopped.
 */
export async function takeFromConnect(
  { ports, signal }: StageContext,
  decoders: readonly RecordDecoder[],
): Promise<Dataset[]> {
  const { connector, store } = ports
  if (connector === null) return []
  const unsure = await Promise.all(
    decoders.map(async ({ dataset }) => {
      const stopped = await tryToStop(connector, dataset, signal)
      await store.landing.close(dataset)
      return stopped ? [] : [dataset]
    }),
  )
  return unsure.flat()
}

/**
 * Stops the connectors that could not be stopped, as soon as Kafka Connect answers: otherwise they would retry in vain forever.
 */
export async function keepAway({ ports, signal }: StageContext, unsure: readonly Dataset[]): Promise<void> {
  const { connector, clock } = ports
  let left = [...unsure]
  while (connector !== null && left.length > 0 && !signal.aborted) {
    await clock.sleep(AGAIN_MS, signal)
    const still: Dataset[] = []
    for (const dataset of left) if (!(await tryToStop(connector, dataset, signal))) still.push(dataset)
    left = still
  }
}

/** Returns whether the connector has stopped. */
export async function tryToStop(connector: SinkConnector, dataset: Dataset, signal: AbortSignal): Promise<boolean> {
  try {
    await connector.stop(dataset.name, signal)
    return true
  } catch (thrown) {
    if (signal.aborted || thrown instanceof FaultError) return false
    throw thrown
  }
}
