import type { Dataset, DatasetName } from '@shared/model/dataset'
import { FaultError } from '@shared/model/fault'
import type { ApiContext } from './context'

/** Throws `dataset-unknown`, or the fault that kept the dataset from loading. */
export function datasetOf(
  {
    datasets,
    flow,
  }: Pick<ApiContext, 'datasets'> & { flow: { troubles: Pick<ApiContext['flow']['troubles'], 'list'> } },
  name: DatasetName,
): Dataset {
  const dataset = datasets.find((known) => known.name === name)
  if (dataset) return dataset
  const refused = flow.troubles.list().find((trouble) => trouble.dataset === name)
  throw new FaultError(refused?.fault ?? { code: 'dataset-unknown', name, known: datasets.map((known) => known.name) })
}
