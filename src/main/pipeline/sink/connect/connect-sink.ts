import type { ConnectorStatus, SinkConnector } from '@main/ports/sink-connector'
import { runAll } from '@shared/lib/run-all'
import { prepareDatasets, retryDataset } from '../../retry-dataset'
import type { StageContext } from '../../stage'
import type { createFreshness } from '../freshness'
import type { RecordDecoder } from '../record-decoder'
import { reportFigures } from '../report-figures'
import { followConnector } from './follow-connector'
import { handToConnect } from './handover'
import { superviseConnector } from './supervise-connector'

/** The sink in which Kafka Connect moves the log into the store; Millrace keeps it running and follows its progress. */
export async function byConnect(
  context: StageContext,
  connector: SinkConnector,
  decoders: readonly RecordDecoder[],
  freshness: ReturnType<typeof createFreshness>,
): Promise<void> {
  const handedOver = await prepareDatasets(
    context,
    decoders.map(({ dataset }) => dataset),
    (dataset) => handToConnect(context, connector, dataset),
  )
  if (context.signal.aborted) return
  context.tell('ready', null)
  const states = new Map<string, ConnectorStatus>()
  await runAll(context.signal, [
    ...decoders.map((decoder) => (signal: AbortSignal) => {
      const { dataset } = decoder
      return retryDataset({ ...context, signal }, dataset, async (tries) => {
        if (tries > 0 || !handedOver.includes(dataset)) {
          await handToConnect({ ...context, signal }, connector, dataset)
          context.tell('dataset', { dataset: dataset.name, fault: null })
        }
        await runAll(signal, [
          (until) => followConnector({ ...context, signal: until }, connector, decoder, freshness),
          (until) =>
            superviseConnector({ ...context, signal: until }, connector, dataset, (status) =>
              states.set(dataset.name, status),
            ),
        ])
      })
    }),
    (signal) => reportFigures({ ...context, signal }, decoders, freshness, () => lineOf([...states.values()])),
  ])
}

function lineOf(states: readonly ConnectorStatus[]): string {
  const failed = states.filter(({ state }) => state === 'failed').length
  if (failed > 0) return `Kafka Connect, ${failed} failed`
  return states.every(({ state }) => state === 'running') ? 'Kafka Connect' : 'Kafka Connect is starting'
}
