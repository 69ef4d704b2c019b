import type { StoreRow } from '@main/ports/store'
import type { Dataset } from '@shared/model/dataset'
import type { StageContext } from '../stage'
import { createBatcher } from './batches'
import { deadLetter, type Good } from './lane'
import { storeRows } from './store-rows'

const BATCH_LIMIT = 30_000

/** Stores the events in batches that the store takes whole; those it refuses become dead letters. */
export async function storeEvents(
  { ports: { store, deadLetters } }: Pick<StageContext, 'ports'>,
  dataset: Dataset,
  events: readonly Good[],
): Promise<void> {
  const batcher = createBatcher()
  for (const { partition, offset, event, eventTime } of events) batcher.add({ event, partition, offset }, eventTime)
  const refuse = async (row: StoreRow, reason: string) => {
    const refused = events.find(({ partition, offset }) => partition === row.partition && offset === row.offset)
    if (refused) await deadLetters.add([deadLetter(dataset, refused.record, reason)])
  }
  while (batcher.size > 0) await storeRows(store, dataset, batcher.take(BATCH_LIMIT), refuse)
}
