import type { Dataset, DatasetName } from '@shared/model/dataset'
import { FaultError } from '@shared/model/fault'
import type { ApiContext } from './context'

/** Throws `dataset-unknown`. */
export function datasetOf({ datasets }: Pick<ApiContext, 'datasets'>, name: DatasetName): Dataset {
  const dataset = datasets.find((known) => known.name === name)
  if (!dataset) throw new FaultError({ code: 'dataset-unknown', name, known: datasets.map((known) => known.name) })
  return dataset
}
