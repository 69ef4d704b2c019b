import { chmod, mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { NewDataset } from '@shared/contract/datasets'
import { parseJson } from '@shared/lib/parse-json'
import { FaultError } from '@shared/model/fault'
import { DATASET_FILE, readDataset, SCHEMA_FILE } from './read-dataset'

/**
 * Writes `dir/<name>/{schema.avsc,dataset.json}`. Throws `dataset-invalid` with all problems, and then writes nothing. A dataset with the same
 * name keeps its description, partitions and labels.
 */
export async function saveDataset(dir: string, dataset: NewDataset): Promise<void> {
  const { name, title, schema, roles } = dataset
  const folder = join(dir, name)
  const before = await formerFile(join(folder, DATASET_FILE))
  const file = JSON.stringify({ description: '', ...before, title, roles }, null, 2)
  readDataset(folder, schema, file)
  try {
    await mkdir(folder, { recursive: true })
    await chmod(folder, 0o700)
    await writeWhole(join(folder, DATASET_FILE), `${file}\n`)
    await writeWhole(join(folder, SCHEMA_FILE), schema)
  } catch (thrown) {
    const problem = `it cannot be written (${(thrown as Error).message})`
    throw new FaultError({ code: 'dataset-invalid', dir: folder, problem }, { cause: thrown })
  }
}

/** What an earlier version says besides; nothing when there is none. */
async function formerFile(path: string): Promise<object> {
  const text = await readFile(path, 'utf8').catch(() => '{}')
  const json = parseJson(text)
  return typeof json === 'object' && json !== null ? json : {}
}

/** A file that is being read is never half written. */
async function writeWhole(path: string, text: string): Promise<void> {
  const partial = `${path}.partial`
  await writeFile(partial, text, { mode: 0o600 })
  await rename(partial, path)
}
