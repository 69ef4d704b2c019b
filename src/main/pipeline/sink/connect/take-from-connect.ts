import type { SinkConnector } from '@main/ports/sink-connector'
import type { Dataset } from '@shared/model/dataset'
import { FaultError } from '@shared/model/fault'
import type { StageContext } from '../../stage'
import type { DatasetSink } from '../dataset-sink'

const AGAIN_MS = 5_000

/**
 * Stops Kafka Connect's connectors, so that the built-in sink may begin. If Kafka Connect does not answer, the closed landing
 * table keeps it out anyway. Returns the datasets whose connector is not known to have stopped.
 */
export async function takeFromConnect(
  { ports, signal }: StageContext,
  datasetSinks: readonly DatasetSink[],
): Promise<Dataset[]> {
  const { connector, store } = ports
  if (connector === null) return []
  const unsure = await Promise.all(
    datasetSinks.map(async ({ dataset }) => {
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
