import { readdir, readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { Dataset } from '@shared/model/dataset'
import { type Fault, FaultError } from '@shared/model/fault'
import { DATASET_FILE, invalid, readDataset, SCHEMA_FILE } from './read-dataset'

export interface LoadedDatasets {
  readonly datasets: Dataset[]
  /** Folders that look like datasets and cannot be used, each with what to change. */
  readonly refused: { readonly dataset: string; readonly stage: null; readonly fault: Fault }[]
}

/**
 * The datasets in `<dir>/<name>/{schema.avsc,dataset.json}`, by name. A missing directory holds none; hidden folders and folders with
 * neither file are ignored. A problem in one dataset does not affect the others.
 */
export async function loadDatasets(dirs: readonly string[]): Promise<LoadedDatasets> {
  const loaded = new Map<string, { dataset: Dataset; dir: string }>()
  const refused: LoadedDatasets['refused'] = []
  for (const dir of dirs) {
    try {
      for (const folder of await foldersIn(dir)) await load(folder)
    } catch (thrown) {
      refuse(dir, thrown)
    }
  }
  return { datasets: [...loaded.values()].map(({ dataset }) => dataset), refused }

  async function load(folder: string): Promise<void> {
    try {
      const dataset = await loadDataset(folder)
      const twin = loaded.get(dataset?.name ?? '')
      if (twin) throw invalid(folder, `its name is taken by the dataset in ${twin.dir}; rename the folder`)
      if (dataset) loaded.set(dataset.name, { dataset, dir: folder })
    } catch (thrown) {
      refuse(folder, thrown)
    }
  }
  function refuse(dir: string, thrown: unknown): void {
    if (!(thrown instanceof FaultError)) throw thrown
    refused.push({ dataset: basename(dir), stage: null, fault: thrown.fault })
  }
}

async function foldersIn(dir: string): Promise<string[]> {
  try {
    const entries = await readdir(dir, { withFileTypes: true })
    const folders = entries.filter((entry) => !entry.isFile() && !entry.name.startsWith('.'))
    return folders.map(({ name }) => join(dir, name)).sort()
  } catch (thrown) {
    if (codeOf(thrown) === 'ENOENT') return []
    throw invalid(dir, `it cannot be read (${(thrown as Error).message})`, thrown)
  }
}

async function loadDataset(dir: string): Promise<Dataset | null> {
  const [schemaText, fileText] = await Promise.all([readText(dir, SCHEMA_FILE), readText(dir, DATASET_FILE)])
  if (schemaText === null && fileText === null) return null
  if (schemaText === null) throw invalid(dir, `there is no ${SCHEMA_FILE}; add the Avro schema of its events`)
  if (fileText === null) throw invalid(dir, `there is no ${DATASET_FILE}; add one with title, description and roles`)

  return readDataset(dir, schemaText, fileText)
}

/** Null when the file, or its folder, does not exist. */
async function readText(dir: string, name: string): Promise<string | null> {
  try {
    return await readFile(join(dir, name), 'utf8')
  } catch (thrown) {
    if (['ENOENT', 'ENOTDIR'].includes(codeOf(thrown))) return null
    throw invalid(dir, `${name} cannot be read (${(thrown as Error).message})`, thrown)
  }
}

function codeOf(thrown: unknown): string {
  return (thrown as NodeJS.ErrnoException).code ?? ''
}
