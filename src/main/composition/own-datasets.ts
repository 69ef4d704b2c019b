import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type Dataset, type DatasetName, DEFAULT_DATASET } from '@shared/model/dataset'
import { FaultError } from '@shared/model/fault'
import { datasetFilesStamp } from '../adapters/dataset-files/dataset-files-stamp'
import { type LoadedDatasets, loadDatasets } from '../adapters/dataset-files/load-datasets'
import { saveDataset } from '../adapters/dataset-files/save-dataset'
import type { DatasetFiles } from '../api/context'

interface OwnDatasets extends DatasetFiles {
  /** The default dataset first. */
  load(): Promise<LoadedDatasets>
  /** Changes with any file of the user's own datasets. */
  state(): Promise<string>
}

/** The datasets that come with Millrace, and the user's own ones. */
export function ownDatasets(builtIn: string, own: string): OwnDatasets {
  const isBuiltIn = (name: DatasetName) => existsSync(join(builtIn, name))
  return {
    async load() {
      const { datasets, refused } = await loadDatasets([builtIn, own])
      for (const dataset of datasets) if (isBuiltIn(dataset.name)) dataset.builtIn = true
      const isFirst = ({ name }: Dataset) => Number(name === DEFAULT_DATASET)
      return { datasets: datasets.sort((a, b) => isFirst(b) - isFirst(a)), refused }
    },
    state: () => datasetFilesStamp(own),
    async save(dataset) {
      if (isBuiltIn(dataset.name)) {
        const problem = 'its name is taken by a dataset of Millrace; choose another name'
        throw new FaultError({ code: 'dataset-invalid', dir: join(own, dataset.name), problem })
      }
      await saveDataset(own, dataset)
    },
  }
}
