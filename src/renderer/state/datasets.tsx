import type { Dataset } from '@shared/model/dataset'
import { createContext, type ReactNode, useContext } from 'react'
import { useAnswer } from './connection/use-answer'
import type { Feed } from './connection/use-feed'

const DatasetsContext = createContext<Feed<Dataset[]>>({ state: 'loading' })

export function DatasetsProvider({ children }: { children: ReactNode }) {
  const datasets = useAnswer('datasets', (api) => api.datasets.list())
  return <DatasetsContext value={datasets}>{children}</DatasetsContext>
}

/** The default dataset first, in the order of main's list. */
export function useDatasets(): Feed<Dataset[]> {
  return useContext(DatasetsContext)
}
