import { runAll } from '@shared/lib/run-all'
import type { Dataset } from '@shared/model/dataset'
import { FaultError } from '@shared/model/fault'
import { prepareDatasets, prepareLeftOut } from '../retry-dataset'
import type { StageContext, StageDefinition } from '../stage'
import { builtInSink } from './built-in-sink'
import { byConnect } from './connect/connect-sink'
import { tryToStop } from './connect/handover'
import { recountForeign } from './foreign-records'
import { createFreshness } from './freshness'
import { openRecordDecoder, type RecordDecoder } from './record-decoder'
import { replacedLog } from './replaced-log-note'
import { reportLive } from './report-figures'

const POLL_MS = 100
/** Shorter than the time a stage has for stopping. */
const LET_GO_WITHIN_MS = 8_000

export const sink: StageDefinition = { id: 'sink', title: 'Sink', needs: ['log', 'store'], thread: 'worker', run }

/**
 * Moves the datasets that are ready. When another one becomes ready, the stage ends, and the runner restarts it with all of them.
 */
async function run(context: StageContext): Promise<void> {
  const { datasets, signal } = context
  const decoders: RecordDecoder[] = []
  const ready = await prepareDatasets(context, datasets, async (dataset) =>
    decoders.push(await prepare(context, dataset)),
  )
  const leftOut = datasets.filter((dataset) => !ready.includes(dataset))
  const joined = new AbortController()
  try {
    await runAll(AbortSignal.any([signal, joined.signal]), [
      (until) =>
        prepareLeftOut(
          { ...context, signal: until },
          { leftOut, prepare: (dataset) => prepare(context, dataset), onReady: () => joined.abort() },
        ),
      (until) => move({ ...context, signal: until }, decoders, signal),
    ])
  } catch (thrown) {
    if (!joined.signal.aborted || !isOfTheEnd(thrown)) throw thrown
  }
}

async function prepare(context: StageContext, dataset: Dataset): Promise<RecordDecoder> {
  const { ports, tell } = context
  const decoder = await openRecordDecoder(context, dataset)
  await recountForeign(ports, dataset)
  const fault = await replacedLog(ports, dataset)
  if (fault !== null) tell('fault', fault)
  return decoder
}

/** Runs the chosen sink until another one is chosen. Each sink first makes sure that the other has stopped. */
async function move(context: StageContext, decoders: readonly RecordDecoder[], stopped: AbortSignal): Promise<void> {
  const { ports, signal } = context
  const freshness = createFreshness()
  try {
    while (!signal.aborted) {
      const kind = chosen(context)
      const changed = new AbortController()
      const until = AbortSignal.any([signal, changed.signal])
      const watching = (async () => {
        while (!until.aborted && chosen(context) === kind) await ports.clock.sleep(POLL_MS, until)
        changed.abort()
      })()
      try {
        if (kind === 'connect' && ports.connector) {
          await byConnect({ ...context, signal: until }, ports.connector, decoders, freshness)
        } else await builtInSink({ ...context, signal: until }, decoders, freshness)
      } catch (thrown) {
        // A change of the sink may interrupt a handover; the newly chosen sink takes over from there.
        if (!changed.signal.aborted || !isOfTheEnd(thrown)) throw thrown
      } finally {
        changed.abort()
        await watching
        if (kind === 'connect' && stopped.aborted) await letGo(context, decoders)
      }
    }
  } finally {
    // The last counts matter too: the next run begins after them.
    reportLive(context.tell, decoders)
  }
}

/** A backend without Kafka Connect has only the built-in sink. */
function chosen({ ports, wanted }: StageContext): 'built-in' | 'connect' {
  return ports.connector === null ? 'built-in' : wanted().settings.sink.kind
}

/** Keeps Kafka Connect stopped while the stage is stopped. It continues from its position when it is the sink again. */
async function letGo({ ports: { connector } }: StageContext, decoders: readonly RecordDecoder[]): Promise<void> {
  if (connector === null) return
  const within = AbortSignal.timeout(LET_GO_WITHIN_MS)
  await Promise.all(decoders.map(({ dataset }) => tryToStop(connector, dataset, within)))
}

function isOfTheEnd(thrown: unknown): boolean {
  return thrown instanceof FaultError || (thrown instanceof Error && thrown.name === 'AbortError')
}
