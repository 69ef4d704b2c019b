import type { StoreRow } from '@main/ports/store'
import type { Dataset } from '@shared/model/dataset'
import type { StageContext } from '../stage'
import { dayBatches } from './day-batches'
import { deadLetter, type Good } from './lane'
import { storeRows } from './store-rows'

const BATCH_LIMIT = 30_000

/** Stores the events in batches that the store takes whole; those it refuses become dead letters. */
export async function storeEvents(
  { ports: { store, deadLetters } }: Pick<StageContext, 'ports'>,
  dataset: Dataset,
  events: readonly Good[],
): Promise<void> {
  const rows = events.map(({ epoch, partition, offset, event, eventTime }) => ({
    row: { event, epoch, partition, offset },
    eventTime,
  }))
  const refuse = async (row: StoreRow, reason: string) => {
    const refused = events.find(({ partition, offset }) => partition === row.partition && offset === row.offset)
    if (refused) await deadLetters.add([deadLetter(dataset, refused, reason)])
  }
  for (const batch of dayBatches(rows, BATCH_LIMIT)) await storeRows(store, dataset, batch, refuse)
}
