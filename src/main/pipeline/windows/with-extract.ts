import type { Ports } from '@main/ports'
import { bucketOf, type DatasetName } from '@shared/model/dataset'
import { extractKey, type WindowStart } from '@shared/model/window'

/** Runs `work` with a file of the window's extract; the file exists while `work` runs. Throws `object-missing`. */
export function withExtract<T>(
  { objects, temp }: Pick<Ports, 'objects' | 'temp'>,
  dataset: DatasetName,
  start: WindowStart,
  work: (file: string) => Promise<T>,
): Promise<T> {
  return temp.use(async (file) => {
    await objects.getToFile(bucketOf(dataset), extractKey(start), file)
    return work(file)
  })
}
