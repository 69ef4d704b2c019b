import type { Dataset } from '@shared/model/dataset'
import { FaultError, faultOf } from '@shared/model/fault'
import type { CopySide } from './copy-side'

const LOOK_MS = 100

/** Does the work while the side's sink runs, then waits until the sink has stored everything. Throws what stops the sink. */
export async function withSink(
  side: CopySide,
  datasets: readonly Dataset[],
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const end = new AbortController()
  const over = AbortSignal.any([signal, end.signal])
  let failure: unknown = null
  const sink = side.runSink(over).catch((thrown: unknown) => {
    failure ??= thrown
    end.abort()
  })
  try {
    await work(over)
    await untilStored(side, datasets, over)
  } catch (thrown) {
    if (!over.aborted) failure ??= thrown
  } finally {
    end.abort()
    await sink
  }
  signal.throwIfAborted()
  if (failure !== null) throw failure instanceof FaultError ? failure : new FaultError(faultOf(failure, 'Copy'))
}

/** Stores what is in the side's log and not yet in its store. */
export async function settle(side: CopySide, datasets: readonly Dataset[], signal: AbortSignal): Promise<void> {
  for (const { name } of datasets) {
    if (!(await isStored(side.ports.log, name))) return withSink(side, datasets, signal, async () => undefined)
  }
}

/** Resolves once everything in the log is stored or is a dead letter, or on abort. */
async function untilStored({ ports }: CopySide, datasets: readonly Dataset[], signal: AbortSignal): Promise<void> {
  for (const { name } of datasets) {
    while (!signal.aborted && !(await isStored(ports.log, name))) await ports.clock.sleep(LOOK_MS, signal)
  }
}

async function isStored(log: CopySide['ports']['log'], topic: string): Promise<boolean> {
  const [{ end }, committed] = await Promise.all([log.offsets(topic), log.committed(topic)])
  return end.every((offset, partition) => (committed[partition] ?? 0) >= offset)
}
