import type { Dataset, DatasetName } from '@shared/model/dataset'
import type { Fault } from '@shared/model/fault'
import { type DatasetTrouble, StageId } from '@shared/model/stage'

/** Which datasets cannot be used, where and why. A problem with one dataset stops only that dataset. */
export interface DatasetTroubles {
  /** First the datasets that could not be loaded, then the others in the order of the stages. */
  list(): DatasetTrouble[]
  /** Records a stage's fault with a dataset; null: the stage has none. Returns false when that was known already. */
  put(stage: StageId, dataset: DatasetName, fault: Fault | null): boolean
  /** The stages that leave out a dataset while this one has a fault with it. */
  after(stage: StageId): StageId[]
  /** The datasets without a fault in an earlier stage. */
  usable(datasets: readonly Dataset[], stage: StageId): Dataset[]
}

/** `refused`: datasets that could not be loaded. */
/** The store is prepared after the log, and everything else after both. */
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
