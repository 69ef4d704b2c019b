import { FaultError } from '@shared/model/fault'
import { readyOnes } from '../own-fault'
import type { StageContext, StageDefinition } from '../stage'
import { builtIn } from './built-in'
import { byConnect } from './connect'
import { tryToStop } from './connect/take-from-connect'
import { tellLive } from './figures'
import { createFreshness } from './freshness'
import { type Lane, openLane } from './lane'
import { replacedLog } from './replaced-log'

const LOOK_MS = 100
/** Less than a stage has to end in. */
const LET_GO_WITHIN_MS = 8_000

export const sink: StageDefinition = { id: 'sink', title: 'Sink', needs: ['log', 'store'], place: 'worker', run }

/** The sink that is chosen, until another one is. Each makes sure first that the other has ended. */
async function run(context: StageContext): Promise<void> {
  const { ports, tell, signal } = context
  const freshness = createFreshness()
  const lanes: Lane[] = []
  await readyOnes(context, context.datasets, async (dataset) => {
    const lane = await openLane(context, dataset)
    const [epochs, { end }] = [await ports.log.epochs(dataset.name), await ports.log.offsets(dataset.name)]
    await ports.foreign?.begin(dataset.name, epochs.at(-1)?.epoch ?? 0, end)
    const fault = await replacedLog(ports, dataset)
    if (fault !== null) tell('fault', fault)
    lanes.push(lane)
  })
  try {
    while (!signal.aborted) {
      const kind = chosen(context)
      const changed = new AbortController()
      const until = AbortSignal.any([signal, changed.signal])
      const watching = (async () => {
        while (!until.aborted && chosen(context) === kind) await ports.clock.sleep(LOOK_MS, until)
        changed.abort()
      })()
      try {
        if (kind === 'connect' && ports.connector) {
          await byConnect({ ...context, signal: until }, ports.connector, lanes, freshness)
        } else await builtIn({ ...context, signal: until }, lanes, freshness)
      } catch (thrown) {
        // During a handover it may end in the middle; the sink that is chosen now takes over from there.
        if (!changed.signal.aborted || !isOfTheEnd(thrown)) throw thrown
      } finally {
        changed.abort()
        await watching
        if (kind === 'connect' && signal.aborted) await letGo(context, lanes)
      }
    }
  } finally {
    // What was seen last counts too: the next run begins after it.
    tellLive(context.tell, lanes)
  }
}

/** A backend without Kafka Connect has only the one. */
function chosen({ ports, wanted }: StageContext): 'built-in' | 'connect' {
  return ports.connector === null ? 'built-in' : wanted().settings.sink.kind
}

/** A sink that was stopped moves nothing. Kafka Connect goes on where it was when it is the sink's turn again. */
async function letGo({ ports: { connector } }: StageContext, lanes: readonly Lane[]): Promise<void> {
  if (connector === null) return
  const within = AbortSignal.timeout(LET_GO_WITHIN_MS)
  await Promise.all(lanes.map(({ dataset }) => tryToStop(connector, dataset, within)))
}

function isOfTheEnd(thrown: unknown): boolean {
  return thrown instanceof FaultError || (thrown instanceof Error && thrown.name === 'AbortError')
}
