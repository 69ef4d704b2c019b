import type { Dataset } from '@shared/model/dataset'
import { createContext, type ReactNode, useContext } from 'react'
import { useAnswer } from './connection/use-answer'
import type { Feed } from './connection/use-feed'

const DatasetsContext = createContext<Feed<Dataset[]>>({ state: 'loading' })

export function DatasetsProvider({ children }: { children: ReactNode }) {
  const datasets = useAnswer('datasets', async (api) => (await api.datasets.list()).toSorted(byDefaultFirst))
  return <DatasetsContext value={datasets}>{children}</DatasetsContext>
}

/** The default dataset first. */
export function useDatasets(): Feed<Dataset[]> {
  return useContext(DatasetsContext)
}

const DEFAULT = 'user_interactions'

function byDefaultFirst(a: Dataset, b: Dataset): number {
  return Number(b.name === DEFAULT) - Number(a.name === DEFAULT) || a.title.localeCompare(b.title)
}
