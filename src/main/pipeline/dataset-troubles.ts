import type { Dataset, DatasetName } from '@shared/model/dataset'
import type { Fault } from '@shared/model/fault'
import { type DatasetTrouble, StageId } from '@shared/model/stage'

/** Which datasets cannot be used, where and why. What is wrong with one of them stops only that one. */
export interface DatasetTroubles {
  /** Those that were not even loaded first, then in the order of the stages. */
  list(): DatasetTrouble[]
  /** What a stage found about a dataset; null: nothing is wrong with it there. */
  put(stage: StageId, dataset: DatasetName, fault: Fault | null): void
  /** Those of the datasets that no stage before this one has a fault with. */
  usable(datasets: readonly Dataset[], stage: StageId): Dataset[]
}

/** `refused`: what could not be loaded. */
export function createDatasetTroubles(refused: readonly DatasetTrouble[]): DatasetTroubles {
  const found = new Map<string, DatasetTrouble & { readonly stage: StageId }>()
  const order = StageId.options
  return {
    list: () => [...refused, ...[...found.values()].sort((a, b) => order.indexOf(a.stage) - order.indexOf(b.stage))],
    put(stage, dataset, fault) {
      const key = `${stage} ${dataset}`
      if (fault) found.set(key, { stage, dataset, fault })
      else found.delete(key)
    },
    usable(datasets, stage) {
      // The store is made ready after the log, and everything else after both.
      const before: readonly StageId[] = stage === 'log' ? [] : stage === 'store' ? ['log'] : ['log', 'store']
      return datasets.filter(({ name }) => !before.some((earlier) => found.has(`${earlier} ${name}`)))
    },
  }
}
