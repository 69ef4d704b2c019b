import type { Dataset, DatasetName } from '@shared/model/dataset'
import type { Fault } from '@shared/model/fault'
import { type DatasetTrouble, StageId } from '@shared/model/stage'

/** Which datasets cannot be used, where and why. What is wrong with one of them stops only that one. */
export interface DatasetTroubles {
  /** Those that were not even loaded first, then in the order of the stages. */
  list(): DatasetTrouble[]
  /** What a stage found about a dataset; null: nothing is wrong with it there. False when that was known. */
  put(stage: StageId, dataset: DatasetName, fault: Fault | null): boolean
  /** The stages that leave out a dataset while this one has a fault with it. */
  after(stage: StageId): StageId[]
  /** Those of the datasets that no stage before this one has a fault with. */
  usable(datasets: readonly Dataset[], stage: StageId): Dataset[]
}

/** `refused`: what could not be loaded. */
/** The store is made ready after the log, and everything else after both. */
function earlierThan(stage: StageId): readonly StageId[] {
  if (stage === 'log') return []
  return stage === 'store' ? ['log'] : ['log', 'store']
}

export function createDatasetTroubles(refused: readonly DatasetTrouble[]): DatasetTroubles {
  const found = new Map<string, DatasetTrouble & { readonly stage: StageId }>()
  const order = StageId.options
  return {
    list: () => [...refused, ...[...found.values()].sort((a, b) => order.indexOf(a.stage) - order.indexOf(b.stage))],
    put(stage, dataset, fault) {
      const key = `${stage} ${dataset}`
      const before = found.get(key)?.fault ?? null
      if (fault) found.set(key, { stage, dataset, fault })
      else found.delete(key)
      return JSON.stringify(before) !== JSON.stringify(fault)
    },
    after: (stage) => order.filter((later) => earlierThan(later).includes(stage)),
    usable(datasets, stage) {
      return datasets.filter(({ name }) => !earlierThan(stage).some((earlier) => found.has(`${earlier} ${name}`)))
    },
  }
}
