import type { Dataset, DatasetName } from '@shared/model/dataset'
import type { ReactNode } from 'react'
import { useDatasets } from '../state/datasets'
import { Problem } from '../ui/problem'
import { Answer } from './answer'

interface WithDatasetProps {
  /** Null, or an unknown name, means the default. */
  name: DatasetName | null
  children(dataset: Dataset, all: readonly Dataset[]): ReactNode
}

const NO_DATASET = (
  <Problem title="There is no dataset" message="Add one to the datasets folder and restart Millrace." />
)

/** Waits for the datasets and chooses one. */
export function WithDataset({ name, children }: WithDatasetProps) {
  const datasets = useDatasets()
  return (
    <Answer of={datasets} failed="The datasets could not be loaded" height={320} empty={NO_DATASET}>
      {(all) => {
        const dataset = all.find((candidate) => candidate.name === name) ?? all[0]
        return dataset ? children(dataset, all) : NO_DATASET
      }}
    </Answer>
  )
}
