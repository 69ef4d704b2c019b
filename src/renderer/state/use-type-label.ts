import type { DatasetName } from '@shared/model/dataset'
import { useCallback } from 'react'
import { useDatasets } from './datasets'

/** The display name of an event type; null is all of them together. */
export function useTypeLabel(): (dataset: DatasetName, type: string | null) => string {
  const datasets = useDatasets()
  return useCallback(
    (name, type) => {
      if (type === null) return 'All types'
      const dataset = datasets.state === 'live' ? datasets.value.find((one) => one.name === name) : undefined
      return dataset?.typeLabels[type] ?? type
    },
    [datasets],
  )
}
