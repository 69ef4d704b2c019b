import { Skeleton } from '@mantine/core'
import type { Dataset, DatasetName } from '@shared/model/dataset'
import type { ReactNode } from 'react'
import { useDatasets } from '../state/datasets'
import { Problem } from '../ui/problem'

interface WithDatasetProps {
  /** Null, or one that is not there, stands for the default. */
  name: DatasetName | null
  children(dataset: Dataset, all: readonly Dataset[]): ReactNode
}

/** Waits for the datasets and chooses one. */
export function WithDataset({ name, children }: WithDatasetProps) {
  const datasets = useDatasets()
  if (datasets.state === 'loading') return <Skeleton h={320} radius={10} />
  if (datasets.state === 'failed') return <Problem title="The datasets cannot be read" message={datasets.message} />
  const dataset = datasets.value.find((candidate) => candidate.name === name) ?? datasets.value[0]
  if (!dataset)
    return <Problem title="There is no dataset" message="Add one to the datasets folder and start Millrace again." />
  return children(dataset, datasets.value)
}
