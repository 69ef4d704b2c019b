import type { Clock } from '@main/ports/clock'
import type { Store } from '@main/ports/store'
import { backoff } from '@shared/lib/backoff'
import type { Dataset } from '@shared/model/dataset'
import { type Fault, FaultError } from '@shared/model/fault'
import type { Tell } from './stage'

/** Faults that stop all datasets and windows alike: a service is unreachable, a disk is full, another writer is active. */
export const FAULTS_OF_ALL: ReadonlySet<Fault['code']> = new Set([
  'connect-unavailable',
  'data-dir-in-use',
  'data-dir-not-writable',
  'disk-error',
  'disk-full',
  'log-remade',
  'log-taken',
  'log-unavailable',
  'objects-unavailable',
  'registry-unavailable',
  'service-away',
  'store-died',
  'store-unsupported',
])

const TRIES = 3
const BETWEEN_TRIES_MS = 1_000
const RETRY_MS = [5_000, 10_000, 20_000, 40_000, 60_000] as const
const GOOD_RUN_MS = 60_000

/** A dataset that failed this often in a row is retried after this pause, while the others continue. */
export function retryPause(failures: number): number {
  return backoff(failures + 1, RETRY_MS)
}

interface AnsweringStore {
  readonly store: Pick<Store, 'ping'>
}

interface Context {
  readonly ports: AnsweringStore & { readonly clock: Clock }
  readonly tell: Tell
  readonly signal: AbortSignal
}

/**
 * The fault that concerns this dataset alone, so that the others can continue; null when the error stops them all. A store that
 * answers and still refuses one dataset can serve the others.
 */
export async function datasetFault(
  { store }: AnsweringStore,
  dataset: Dataset,
  thrown: unknown,
  signal: AbortSignal,
): Promise<Fault | null> {
  if (signal.aborted) return null
  if (!(thrown instanceof FaultError)) {
    const problem = thrown instanceof Error ? thrown.message : String(thrown)
    return { code: 'dataset-unusable', dataset: dataset.name, problem }
  }
  const { fault } = thrown
  if (FAULTS_OF_ALL.has(fault.code)) return null
  if (fault.code !== 'store-unavailable') return fault
  const answers = await store.ping(signal).then(
    () => true,
    () => false,
  )
  return answers ? { code: 'dataset-unusable', dataset: dataset.name, problem: fault.reason } : null
}

interface Later {
  /** One of these is retried whenever its pause has passed. */
  readonly leftOut: readonly Dataset[]
  readonly prepare: (dataset: Dataset) => Promise<unknown>
  readonly onReady: (dataset: Dataset) => void
}

/** Retries the datasets that `prepareDatasets` left out, each with growing pauses, until all are ready or the signal aborts. */
export async function prepareLeftOut(context: Context, { leftOut, prepare, onReady }: Later): Promise<void> {
  const { ports, tell, signal } = context
  await Promise.all(
    leftOut.map(async (dataset) => {
      await ports.clock.sleep(retryPause(0), signal)
      await retryDataset(context, dataset, async () => {
        await prepare(dataset)
        if (signal.aborted) return
        onReady(dataset)
        tell('dataset', { dataset: dataset.name, fault: null })
      })
    }),
  )
}

/** Prepares each dataset; reports and leaves out those with a fault of their own. Returns those that are ready. */
export async function prepareDatasets(
  { ports, tell, signal }: Context,
  datasets: readonly Dataset[],
  prepare: (dataset: Dataset) => Promise<unknown>,
): Promise<Dataset[]> {
  const ready: Dataset[] = []
  for (const dataset of datasets) {
    const fault = await faultAfterTries(ports, dataset, prepare, signal)
    tell('dataset', { dataset: dataset.name, fault })
    if (fault === null) ready.push(dataset)
  }
  return ready
}

/**
 * A store that has just started, or is still finishing an earlier insert, refuses for a moment: only a lasting refusal is the
 * dataset's fault.
 */
async function faultAfterTries(
  ports: Context['ports'],
  dataset: Dataset,
  prepare: (dataset: Dataset) => Promise<unknown>,
  signal: AbortSignal,
): Promise<Fault | null> {
  for (let tries = 1; ; tries++) {
    try {
      await prepare(dataset)
      return null
    } catch (thrown) {
      const fault = await datasetFault(ports, dataset, thrown, signal)
      if (fault === null) throw thrown
      if (fault.code !== 'dataset-unusable' || tries === TRIES) return fault
      await ports.clock.sleep(BETWEEN_TRIES_MS, signal)
    }
  }
}

/** Runs `work`, and retries it after a fault of this dataset alone, until the signal aborts. The pauses grow while it fails. */
export async function retryDataset(
  { ports, tell, signal }: Context,
  dataset: Dataset,
  work: (tries: number) => Promise<void>,
): Promise<void> {
  const { clock } = ports
  let failures = 0
  for (let tries = 0; !signal.aborted; tries++) {
    const startedAt = clock.elapsed()
    try {
      return await work(tries)
    } catch (thrown) {
      if (signal.aborted) return
      const fault = await datasetFault(ports, dataset, thrown, signal)
      if (fault === null) throw thrown
      tell('dataset', { dataset: dataset.name, fault })
      if (clock.elapsed() - startedAt > GOOD_RUN_MS) failures = 0
      await clock.sleep(retryPause(failures++), signal)
    }
  }
}
