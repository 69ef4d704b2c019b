import type { StoreRow } from '@main/ports/store'
import type { Dataset } from '@shared/model/dataset'
import type { LogPlace } from '@shared/model/event-trace'
import type { StageContext } from '../stage'
import { deadLetter, type Good } from './dataset-sink'
import { dayBatches } from './day-batches'
import { storeRows } from './store-rows'
import { stretchesOf } from './stored-among'

const BATCH_LIMIT = 30_000

/**
 * Stores the events in batches that the store takes whole; those it refuses become dead letters. A record that was a dead letter before
 * a crash stays one, though it can be read by now (its schema may have been registered since): a row as well would count it twice.
 */
export async function storeEvents(
  { ports: { store, deadLetters } }: Pick<StageContext, 'ports'>,
  dataset: Dataset,
  events: readonly Good[],
): Promise<void> {
  const isLetter = placesIn(await deadLetters.among(dataset.name, stretchesOf(events)))
  const rows = events
    .filter((event) => !isLetter(event))
    .map(({ epoch, partition, offset, event, eventTime }) => ({
      row: { event, epoch, partition, offset },
      eventTime,
    }))
  const refuse = async (row: StoreRow, reason: string) => {
    const refused = events.find(({ partition, offset }) => partition === row.partition && offset === row.offset)
    if (refused) await deadLetters.add([deadLetter(dataset, refused, reason)])
  }
  for (const batch of dayBatches(rows, BATCH_LIMIT)) await storeRows(store, dataset, batch, refuse)
}

function placesIn(places: readonly LogPlace[]): (place: LogPlace) => boolean {
  const keys = new Set(places.map(keyOf))
  return (place) => keys.size > 0 && keys.has(keyOf(place))
}

function keyOf({ epoch, partition, offset }: LogPlace): string {
  return `${epoch} ${partition} ${offset}`
}
