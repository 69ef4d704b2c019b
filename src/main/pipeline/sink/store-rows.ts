import type { Store, StoreRow } from '@main/ports/store'
import type { Dataset } from '@shared/model/dataset'
import type { LogPlace } from '@shared/model/event-trace'
import { FaultError } from '@shared/model/fault'
import type { StageContext } from '../stage'
import { dayBatches } from './day-batches'
import { stretchesOf } from './find-stored-records'
import { deadLetter, type Good } from './record-decoder'

/**
 * Stores a batch. When the store refuses the batch, halves it until each bad row is isolated and passes those to `refuse`, in log
 * order, so that one bad record never stops the others. Throws every other fault.
 */
export async function storeRows(
  store: Store,
  dataset: Dataset,
  rows: readonly StoreRow[],
  refuse: (row: StoreRow, reason: string) => Promise<void>,
): Promise<void> {
  if (rows.length === 0) return
  try {
    await store.insert(dataset, rows)
  } catch (thrown) {
    if (!(thrown instanceof FaultError) || thrown.fault.code !== 'store-rejected') throw thrown
    const [only] = rows
    if (rows.length === 1 && only) return refuse(only, thrown.fault.reason)
    const half = Math.ceil(rows.length / 2)
    await storeRows(store, dataset, rows.slice(0, half), refuse)
    await storeRows(store, dataset, rows.slice(half), refuse)
  }
}

const BATCH_LIMIT = 30_000

/**
 * Stores the events in batches that the store accepts completely; rejected events become dead letters. A record that was a dead
 * letter before a crash stays one, even if it can be read by now (its schema may have been registered since): adding a row would
 * count it twice.
 */
export async function storeEvents(
  { ports: { store, deadLetters } }: Pick<StageContext, 'ports'>,
  dataset: Dataset,
  events: readonly Good[],
): Promise<void> {
  const isLetter = setOfPositions(await deadLetters.among(dataset.name, stretchesOf(events)))
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

function setOfPositions(positions: readonly LogPlace[]): (place: LogPlace) => boolean {
  const keys = new Set(positions.map(keyOf))
  return (position) => keys.size > 0 && keys.has(keyOf(position))
}

function keyOf({ epoch, partition, offset }: LogPlace): string {
  return `${epoch} ${partition} ${offset}`
}
