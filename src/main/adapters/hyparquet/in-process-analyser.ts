import { type Analyser, ExtractOutdated } from '@main/ports/analyser'
import type { ExtractReader } from '@main/ports/extract-reader'
import type { ObjectStore } from '@main/ports/object-store'
import type { TempFiles } from '@main/ports/temp-files'
import { bucketOf, type Dataset } from '@shared/model/dataset'
import { ENGINE_TITLES } from '@shared/model/minute-work'
import { extractKey, type WindowStart } from '@shared/model/window'

/** Reads the extract on a thread of this process. */
export function inProcessAnalyser(
  { objects, temp }: { readonly objects: Pick<ObjectStore, 'getToFile'>; readonly temp: Pick<TempFiles, 'use'> },
  reader: Pick<ExtractReader, 'analyse'>,
): Analyser {
  const analyseOne = (dataset: Dataset, start: WindowStart, signal: AbortSignal) =>
    temp.use(async (file) => {
      await objects.getToFile(bucketOf(dataset.name), extractKey(start), file)
      return await reader.analyse(dataset, file, signal).catch((thrown) => {
        signal.throwIfAborted()
        throw new ExtractOutdated(thrown instanceof Error ? thrown.message : String(thrown), { cause: thrown })
      })
    })
  return {
    engine: 'in-process',
    title: ENGINE_TITLES['in-process'],
    atOnce: 1,
    readsStore: false,
    async analyse(dataset, extracts, signal) {
      signal.throwIfAborted()
      return Promise.all(
        extracts.map(async ({ start }) => {
          try {
            return { start, analysis: await analyseOne(dataset, start, signal) }
          } catch (thrown) {
            signal.throwIfAborted()
            return { start, thrown }
          }
        }),
      )
    },
  }
}
