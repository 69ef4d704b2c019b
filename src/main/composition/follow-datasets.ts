import type { Clock } from '@main/ports/clock'
import type { LoadedDatasets } from '../adapters/dataset-files/load-datasets'

const LOOK_MS = 1_000

interface Files {
  /** Changes with any of the files. */
  state(): Promise<string>
  load(): Promise<LoadedDatasets>
}

/**
 * Resolves with the datasets once they differ from `known`, or with null on abort. Files that are being written are waited for: they count when
 * they are the same twice in a row.
 */
export async function datasetsChanged(
  files: Files,
  known: LoadedDatasets,
  clock: Pick<Clock, 'sleep'>,
  signal: AbortSignal,
): Promise<LoadedDatasets | null> {
  const before = JSON.stringify(known)
  let looked: string | null = null
  let last = await files.state()
  while (!signal.aborted) {
    await clock.sleep(LOOK_MS, signal)
    const now = await files.state()
    if (now === last && now !== looked) {
      looked = now
      const loaded = await files.load()
      if (!signal.aborted && JSON.stringify(loaded) !== before) return loaded
    }
    last = now
  }
  return null
}
