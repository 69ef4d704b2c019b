import type { ConnectorStatus, SinkConnector } from '@main/ports/sink-connector'
import { apart, readyOnes } from '../../own-fault'
import type { StageContext } from '../../stage'
import { together } from '../../together'
import type { DatasetSink } from '../dataset-sink'
import { reportFigures } from '../figures'
import type { createFreshness } from '../freshness'
import { handToConnect } from './hand-to-connect'
import { supervise } from './supervise'
import { watch } from './watch'

/** The sink in which Kafka Connect moves the log into the store; Millrace keeps it running and follows its progress. */
export async function byConnect(
  context: StageContext,
  connector: SinkConnector,
  datasetSinks: readonly DatasetSink[],
  freshness: ReturnType<typeof createFreshness>,
): Promise<void> {
  const handedOver = await readyOnes(
    context,
    datasetSinks.map(({ dataset }) => dataset),
    (dataset) => handToConnect(context, connector, dataset),
  )
  if (context.signal.aborted) return
  context.tell('ready', null)
  const states = new Map<string, ConnectorStatus>()
  await together(context.signal, [
    ...datasetSinks.map((datasetSink) => (signal: AbortSignal) => {
      const { dataset } = datasetSink
      return apart({ ...context, signal }, dataset, async (tries) => {
        if (tries > 0 || !handedOver.includes(dataset)) {
          await handToConnect({ ...context, signal }, connector, dataset)
          context.tell('dataset', { dataset: dataset.name, fault: null })
        }
        await together(signal, [
          (until) => watch({ ...context, signal: until }, connector, datasetSink, freshness),
          (until) =>
            supervise({ ...context, signal: until }, connector, dataset, (status) => states.set(dataset.name, status)),
        ])
      })
    }),
    (signal) => reportFigures({ ...context, signal }, datasetSinks, freshness, () => lineOf([...states.values()])),
  ])
}

function lineOf(states: readonly ConnectorStatus[]): string {
  const failed = states.filter(({ state }) => state === 'failed').length
  if (failed > 0) return `Kafka Connect, ${failed} failed`
  return states.every(({ state }) => state === 'running') ? 'Kafka Connect' : 'Kafka Connect is starting'
}
