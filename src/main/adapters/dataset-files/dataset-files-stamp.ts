import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { DATASET_FILE, SCHEMA_FILE } from './read-dataset'

const FILES = [SCHEMA_FILE, DATASET_FILE]

/** A text that changes when a dataset's file in the folder is added, written or removed. */
export async function datasetFilesStamp(dir: string): Promise<string> {
  const names = await readdir(dir).catch(() => [])
  const paths = names.sort().flatMap((name) => FILES.map((file) => join(dir, name, file)))
  const states = await Promise.all(
    paths.map(async (path) => {
      const found = await stat(path).catch(() => null)
      return found === null ? '' : `${path} ${found.size} ${found.mtimeMs} ${found.ino}`
    }),
  )
  return states.join('\n')
}
